import { createServer, get } from 'node:http'
import { expect, test } from 'vitest'
import { startSimulation } from './clock.ts'
import { currentHost } from './simulated-host.ts'

const startMs = 1_700_000_000_000
const hourMs = 3_600_000
const begin = () => startSimulation({ seed: 1, startMs })

test('the host whose code runs is known in timers, promises and connections', async () => {
  using simulation = begin()
  const names: (string | undefined)[] = []
  const note = () => names.push(currentHost()?.name)
  const server = simulation.host('server')
  const client = simulation.host('client')
  await server.run(() =>
    server.listen(
      createServer((_request, response) => {
        note()
        setTimeout(() => response.end(), 10)
      }),
      80,
      '0.0.0.0',
    ),
  )
  const done = Promise.withResolvers<void>()
  client.run(() => {
    get('http://server/', { agent: client.agent() }, (response) => {
      note()
      response
        .resume()
        .on('end', () => setImmediate(() => done.resolve(Promise.resolve().then(note).then())))
    })
  })
  await simulation.runUntil(done.promise.then(note), { limitMs: 1000 })
  expect(names).toEqual(['server', 'client', 'client', undefined])
})

test('nothing of a killed host runs again, nor sets anything up; its next life does', async () => {
  using simulation = begin()
  const host = simulation.host('a')
  const log: string[] = []
  const live = (life: string) => () => {
    setInterval(() => log.push(life), 10)
    setImmediate(() => log.push(`${life} immediate`))
    host.kill()
    setTimeout(() => log.push(`${life} after its death`), 10)
    setImmediate(() => log.push(`${life} immediate after its death`))
    Promise.resolve().then(() => setTimeout(() => log.push(`${life} by a promise`), 10))
  }
  host.run(live('first'))
  expect(host.alive).toBe(false)
  await simulation.pass(1000)
  expect(log).toEqual([])
  host.run(() => setTimeout(() => log.push('second'), 10))
  await simulation.pass(1000)
  expect(log).toEqual(['second'])
  expect(host.lives).toBe(2)
})

test('handlers of a killed host’s sockets and servers never run again', async () => {
  using simulation = begin()
  const server = simulation.host('server')
  const client = simulation.host('client')
  const log: string[] = []
  let answered = 0
  await server.run(() => {
    const http = createServer((_request, response) => {
      response.write('something')
      for (const event of ['close', 'error', 'finish']) response.on(event, () => log.push(event))
    })
    for (const event of ['close', 'error', 'clientError']) http.on(event, () => log.push(event))
    http.on('connection', (socket) => {
      for (const event of ['close', 'error', 'end']) socket.on(event, () => log.push(event))
    })
    return server.listen(http, 80, '0.0.0.0')
  })
  const failure = Promise.withResolvers<string>()
  client.run(() =>
    get('http://server/', { agent: client.agent() }, (response) => {
      response.on('data', () => answered++)
      response.on('error', (error) => failure.resolve(error.message))
    }),
  )
  await simulation.pass(100)
  expect(answered).toBe(1)
  server.kill()
  expect(await simulation.runUntil(failure.promise, { limitMs: 1000 })).toBe('aborted')
  await simulation.pass(hourMs)
  expect(log).toEqual([])
})

test('a dead server refuses, and so does a living host where nothing listens', async () => {
  using simulation = begin()
  const server = simulation.host('server')
  const client = simulation.host('client')
  await server.run(() => server.listen(createServer(), 80, '0.0.0.0'))
  const codeOf = (url: string) => {
    const failed = Promise.withResolvers<unknown>()
    client.run(() => get(url, { agent: client.agent() }).on('error', failed.resolve))
    return simulation.runUntil(failed.promise, { limitMs: 1000 })
  }
  expect(await codeOf('http://server:81/')).toMatchObject({
    message: 'connect ECONNREFUSED server:81',
    code: 'ECONNREFUSED',
    syscall: 'connect',
  })
  server.kill()
  expect(await codeOf('http://server/')).toMatchObject({ code: 'ECONNREFUSED' })
  expect(await codeOf('http://nowhere/')).toMatchObject({
    message: 'getaddrinfo ENOTFOUND nowhere',
    code: 'ENOTFOUND',
  })
})

test('an hour of skew on one host is seen only there, and its timers do not notice', async () => {
  using simulation = begin()
  const [fast, right] = [simulation.host('fast'), simulation.host('right')]
  fast.clock.skewMs = hourMs
  const seen: Record<string, number[]> = {}
  for (const host of [fast, right]) {
    host.run(() =>
      setTimeout(() => {
        seen[host.name] = [
          Date.now() - startMs,
          Date.parse(new Date().toISOString()) - startMs,
          performance.now(),
        ]
      }, 1000),
    )
  }
  await simulation.pass(2000)
  expect(seen).toEqual({ fast: [hourMs + 1000, hourMs + 1000, 1000], right: [1000, 1000, 1000] })
  fast.clock.jump(-2 * hourMs)
  expect(fast.run(() => Date.now()) - startMs).toBe(2000 - hourMs)
  expect(fast.run(() => performance.now())).toBe(2000)
  expect(simulation.nowMs - startMs).toBe(2000)
})

test('a drifting clock drifts, with the timers that go by it', async () => {
  using simulation = begin()
  const host = simulation.host('a')
  host.clock.driftPpm = 100_000
  let firedAtMs = 0
  host.run(() =>
    setTimeout(() => {
      firedAtMs = simulation.nowMs - startMs
    }, 11_000),
  )
  await simulation.pass(20_000)
  expect(firedAtMs).toBe(10_000)
  expect(host.run(() => Date.now()) - startMs).toBe(22_000)
  host.clock.driftPpm = 0
  await simulation.pass(1000)
  expect(host.run(() => Date.now()) - startMs).toBe(23_000)
  expect(() => {
    host.clock.driftPpm = -1e6
  }).toThrow('stand still')
})

test('a frozen host does nothing; thawed, it first does what was due, in order', async () => {
  using simulation = begin()
  const host = simulation.host('a')
  const log: string[] = []
  const note = (what: string) => log.push(`${what} ${Date.now() - startMs}`)
  host.run(() => {
    setInterval(() => note('interval'), 400)
    setTimeout(() => note('timer'), 500)
    const cleared = setTimeout(() => note('cleared'), 510)
    setTimeout(() => clearTimeout(cleared), 505)
  })
  host.freeze()
  expect(() => host.run(() => undefined)).toThrow('a: it is frozen')
  await simulation.pass(1000)
  expect(log).toEqual([])
  host.thaw()
  await simulation.pass(450)
  // As after SIGCONT: an interval that was due more than once fires once.
  expect(log.map((line) => line.split(' ')[0])).toEqual(['interval', 'timer', 'interval'])
})

test('a frozen host that is killed never does what it had put off', async () => {
  using simulation = begin()
  const host = simulation.host('a')
  const log: string[] = []
  host.run(() => setTimeout(() => log.push('timer'), 10))
  host.freeze()
  await simulation.pass(100)
  host.thaw()
  host.kill()
  await simulation.pass(100)
  expect(log).toEqual([])
  expect(host.frozen).toBe(false)
})

test.each([
  ['in a timer', () => void setTimeout(() => fail())],
  ['in a promise', () => void Promise.reject(new Error('it broke'))],
  ['in an immediate', () => void setImmediate(() => fail())],
  ['in a tick', () => void process.nextTick(() => fail())],
])('an error that nothing catches, %s, is the end of its host only', async (_where, main) => {
  const crashes: unknown[] = []
  using simulation = startSimulation({
    seed: 1,
    startMs,
    onCrash: (host, error) => crashes.push([host.name, String(error), currentHost()]),
  })
  const other = simulation.host('b')
  let ticks = 0
  other.run(() => setInterval(() => ++ticks, 10))
  const host = simulation.host('a')
  // What vitest says of rejections that nobody handles is not meant for this one.
  const listeners = process.listeners('unhandledRejection').filter(isForeign)
  for (const listener of listeners) process.off('unhandledRejection', listener)
  host.run(main)
  await simulation.pass(105)
  for (const listener of listeners) process.on('unhandledRejection', listener)
  expect(crashes).toEqual([['a', 'Error: it broke', undefined]])
  expect([host.alive, other.alive, ticks]).toEqual([false, true, 10])
})

const isForeign = (listener: NodeJS.UnhandledRejectionListener) => listener.name !== 'onStray'

function fail(): never {
  throw new Error('it broke')
}
