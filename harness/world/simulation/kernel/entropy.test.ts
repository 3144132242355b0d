import nodeCrypto, { randomBytes, randomFillSync, randomInt, randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { startSimulation } from './clock.ts'
import type { Draw } from './entropy.ts'
import { Prng } from './prng.ts'

const startMs = 1_700_000_000_000

/** One of everything, by named imports and by global names. */
function drawAll(): unknown[] {
  const filled = new Uint16Array(4)
  randomFillSync(filled, 1, 2)
  return [
    Math.random(),
    randomBytes(8).toString('hex'),
    [...filled],
    randomInt(5, 1000),
    randomUUID(),
    [...crypto.getRandomValues(new Uint8Array(4))],
    crypto.randomUUID(),
    nodeCrypto.randomBytes(3).toString('hex'),
  ]
}

function drawnBy(seed: number, host: string, lives = 1): unknown[] {
  using simulation = startSimulation({ seed, startMs })
  for (let life = 1; life < lives; life++) {
    simulation.host(host).run(() => undefined)
    simulation.host(host).kill()
  }
  return simulation.host(host).run(drawAll)
}

test('every source of chance follows the seed, the host and its life', () => {
  const drawn = drawnBy(1, 'a')
  expect(drawnBy(1, 'a')).toEqual(drawn)
  for (const other of [drawnBy(2, 'a'), drawnBy(1, 'b'), drawnBy(1, 'a', 2), drawAll()]) {
    expect(other.map((value, i) => JSON.stringify(value) === JSON.stringify(drawn[i]))).toEqual(
      drawn.map(() => false),
    )
  }
  expect(drawn[2]).toEqual([0, expect.any(Number), expect.any(Number), 0])
  expect(drawn[4]).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/)
})

test('what one host draws does not shift what another draws', () => {
  using simulation = startSimulation({ seed: 1, startMs })
  simulation.host('b').run(drawAll)
  Math.random()
  expect(simulation.host('a').run(drawAll)).toEqual(drawnBy2())
  function drawnBy2(): unknown[] {
    simulation[Symbol.dispose]()
    return drawnBy(1, 'a')
  }
})

test('every draw is told, with what was drawn', async () => {
  const draws: Draw[] = []
  using simulation = startSimulation({ seed: 1, startMs, onDraw: (draw) => draws.push(draw) })
  const bytes = simulation.host('a').run(() => randomBytes(4))
  const value = simulation.host('b').run(() => Math.random())
  const done = Promise.withResolvers<Buffer>()
  simulation.host('a').run(() => randomBytes(2, (_error, drawn) => done.resolve(drawn)))
  const late = await simulation.runUntil(done.promise, { limitMs: 10 })
  expect(draws).toEqual([
    { host: 'a', life: 1, kind: 'crypto.randomBytes', bytes: new Uint8Array(bytes) },
    { host: 'b', life: 1, kind: 'Math.random', bytes: expect.anything() },
    { host: 'a', life: 1, kind: 'crypto.randomBytes', bytes: new Uint8Array(late) },
  ])
  expect(Buffer.from(draws[1]?.bytes ?? []).readDoubleBE()).toBe(value)
})

test('Node still says what is wrong with an argument', () => {
  using simulation = startSimulation({ seed: 1, startMs })
  simulation.host('a').run(() => {
    expect(() => randomBytes(-1)).toThrow(RangeError)
    expect(() => randomInt(5, 5)).toThrow(RangeError)
  })
})

test('the generator spreads evenly and below its limit', () => {
  const prng = new Prng('even', 1)
  const counts = new Array(10).fill(0)
  for (let i = 0; i < 100_000; i++) counts[prng.below(10)]++
  // Six standard deviations of a fair count of 10,000.
  for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(6 * 95)
})
