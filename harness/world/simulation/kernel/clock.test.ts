import { randomBytes } from 'node:crypto'
import { setTimeout as namedSetTimeout } from 'node:timers'
import { setInterval as every, setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { startSimulation } from './clock.ts'

const startMs = 1_700_000_000_000
const begin = (seed = 1) => startSimulation({ seed, startMs })

test('an hour passes at once, timer by timer, in order', async () => {
  using simulation = begin()
  const log: string[] = []
  simulation.host('a').run(() => {
    setTimeout((word: string) => log.push(`${word} ${Date.now() - startMs}`), 2000, 'late')
    setTimeout(() => log.push(`early ${performance.now()}`), 1000)
    const interval = setInterval(() => log.push('tick'), 1500)
    setTimeout(() => clearInterval(interval), 3100)
  })
  await simulation.pass(3_600_000)
  expect(log).toEqual(['early 1000', 'tick', 'late 2000', 'tick'])
  expect(simulation.nowMs).toBe(startMs + 3_600_000)
})

test('every way to wait and to tell the time is virtual', async () => {
  using simulation = begin()
  const host = simulation.host('a')
  const story = host.run(async () => {
    // On purpose: the test is of this very timer, in virtual time.
    await sleep(1000)
    await promisify(setTimeout)(1000)
    await new Promise((resolve) => namedSetTimeout(resolve, 1000))
    for await (const _ of every(500)) if (Date.now() >= startMs + 4000) break
    const aborted = AbortSignal.timeout(1000)
    await new Promise((resolve) => aborted.addEventListener('abort', resolve))
    return [
      Date.now(),
      Date.parse(new Date().toISOString()),
      performance.timeOrigin,
      performance.now(),
    ].concat(
      Number(process.hrtime.bigint() / 1_000_000n),
      process.hrtime([1, 0])[0],
      process.uptime(),
    )
  })
  const seen = await simulation.runUntil(story, { limitMs: 60_000 })
  expect(seen).toEqual([startMs + 5000, startMs + 5000, startMs, 5000, 5000, 4, 5])
  expect(aDate()).toBeInstanceOf(Date)
})

const aDate = (): unknown => new Date(0)

test('immediates, promises and ticks are done before time goes on', async () => {
  using simulation = begin()
  const log: string[] = []
  simulation.host('a').run(() => {
    setTimeout(() => {
      setImmediate(() => {
        process.nextTick(() =>
          queueMicrotask(() => setImmediate(() => log.push(`deep ${Date.now() - startMs}`))),
        )
      })
    }, 10)
    setTimeout(() => log.push(`next ${Date.now() - startMs}`), 11)
    clearImmediate(setImmediate(() => log.push('never')))
  })
  await simulation.pass(100)
  expect(log).toEqual(['deep 10', 'next 11'])
})

test('timers can be cleared by number, refreshed, and disposed of', async () => {
  using simulation = begin()
  const log: number[] = []
  simulation.host('a').run(() => {
    clearTimeout(Number(setTimeout(() => log.push(1), 10)))
    const refreshed = setTimeout(() => log.push(Date.now() - startMs), 100)
    setTimeout(() => refreshed.refresh(), 60)
    setTimeout(() => {
      using _timer = setTimeout(() => log.push(3), 10)
    }, 1)
  })
  await simulation.pass(1000)
  expect(log).toEqual([160])
})

test('a promise that nothing can settle any more is a deadlock', async () => {
  using simulation = begin()
  simulation.host('a').run(() => setTimeout(() => undefined, 500))
  const never = new Promise<void>(() => undefined)
  await expect(simulation.runUntil(never, { limitMs: 60_000 })).rejects.toThrow(
    'after 500 virtual ms nothing is scheduled any more, and the promise is not settled (deadlock)',
  )
})

test('a promise that is not settled within the virtual limit is given up', async () => {
  using simulation = begin()
  simulation.host('a').run(() => setInterval(() => undefined, 500))
  const never = new Promise<void>(() => undefined)
  await expect(simulation.runUntil(never, { limitMs: 60_000 })).rejects.toThrow(
    '60000 virtual ms have passed and the promise is not settled',
  )
})

test('only one may let time pass, and no host', async () => {
  using simulation = begin()
  const first = simulation.pass(10)
  await expect(simulation.pass(10)).rejects.toThrow('somebody else does so already')
  await first
  await expect(simulation.host('a').run(() => simulation.pass(1))).rejects.toThrow('a asked for it')
})

test('time stands still while something real is held', async () => {
  using simulation = begin()
  let tick = 0
  simulation.host('a').run(() => setInterval(() => ++tick, 3))
  const real = Promise.withResolvers<void>()
  const held = simulation.hold(real.promise)
  const passing = simulation.pass(100)
  // Many real turns: without the hold all ticks would be over.
  for (let i = 0; i < 300; i++) await new Promise((resolve) => realTurn(resolve))
  expect(tick).toBe(0)
  real.resolve()
  await held
  await passing
  expect(tick).toBe(33)
})

const realTurn = setImmediate

test('an error that nothing catches ends the run and says whose it was', async () => {
  using simulation = begin()
  simulation.host('a').run(() => setTimeout(() => JSON.parse('{'), 10))
  await expect(simulation.pass(100)).rejects.toThrow('a ended by an error that nothing caught')
  expect(simulation.host('a').alive).toBe(false)
})

test('when it is over, everything is as it was, and functions kept from it are Node’s', async () => {
  const before = {
    timer: setTimeout,
    date: Date,
    random: Math.random,
    bytes: randomBytes,
    hrtime: process.hrtime,
    now: Object.getOwnPropertyDescriptor(performance, 'now'),
  }
  let kept: typeof setTimeout | undefined
  {
    using simulation = begin()
    kept = setTimeout
    expect(kept).not.toBe(before.timer)
    simulation.host('a').run(() => setTimeout(() => undefined, 10))
  }
  const after = {
    timer: setTimeout,
    date: Date,
    random: Math.random,
    bytes: randomBytes,
    hrtime: process.hrtime,
    now: Object.getOwnPropertyDescriptor(performance, 'now'),
  }
  expect(after).toEqual(before)
  expect(Date.now()).toBeGreaterThan(startMs + 1e9)
  await new Promise((resolve) => kept?.(resolve, 1))
})

test('a second one cannot be started while one is under way', () => {
  using _first = begin()
  expect(() => begin()).toThrow('one is under way')
})
