import { Agent, createServer, request, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { type Simulation, startSimulation } from './clock.ts'
import type { LinkSettings } from './link.ts'

const startMs = 1_700_000_000_000

const begin = (network: Partial<LinkSettings> = {}) =>
  startSimulation({ seed: 1, startMs, network: { latencyMs: 10, ...network } })

/** A raw connection from `a` to a server on `b`, and both of its ends. */
async function connect(simulation: Simulation): Promise<{ near: Duplex; far: Duplex }> {
  const [a, b] = [simulation.host('a'), simulation.host('b')]
  const accepted = Promise.withResolvers<Duplex>()
  const server = createServer().removeAllListeners('connection')
  server.on('connection', accepted.resolve)
  await b.run(() => b.listen(server, 80, '0.0.0.0'))
  const near = a.run(() => a.agent().createConnection({ host: 'b', port: 80 }))
  if (!near) throw new Error('The agent gave no connection.')
  return { near, far: await simulation.runUntil(accepted.promise, { limitMs: 1000 }) }
}

/** What comes out of an end, with the milliseconds since now. */
function listenTo(simulation: Simulation, end: Duplex): string[] {
  const sinceMs = simulation.nowMs
  const seen: string[] = []
  const note = (what: string) => seen.push(`${simulation.nowMs - sinceMs} ${what}`)
  end.on('data', (bytes) => note(String(bytes)))
  end.on('end', () => note('end'))
  end.on('error', (error) => note(error.message))
  end.on('close', () => note('close'))
  return seen
}

interface Answer {
  text: string
  localPort: number | undefined
  date: string | undefined
}

function ask(simulation: Simulation, agent: Agent, method: string, body = ''): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>()
  simulation.host('a').run(() => {
    const asked = request('http://b/', { agent, method }, (response) => {
      const { localPort } = response.socket
      const { date } = response.headers
      let text = ''
      response.on('data', (bytes) => {
        text += bytes
      })
      response.on('end', () => resolve({ text, localPort, date }))
    })
    asked.on('error', reject).end(body)
  })
  return simulation.runUntil(promise, { limitMs: 60_000 })
}

async function echo(simulation: Simulation): Promise<Server> {
  const b = simulation.host('b')
  const server = createServer((incoming, response) => {
    response.write(`${incoming.method} `)
    incoming.pipe(response)
  })
  await b.run(() => b.listen(server, 80, '0.0.0.0'))
  return server
}

test('a host that is killed while somebody dials it resets the connection', async () => {
  using simulation = begin({ latencyMs: 10 })
  const [a, b] = [simulation.host('a'), simulation.host('b')]
  await b.run(() => b.listen(createServer(), 80, '0.0.0.0'))
  const near = a.run(() => a.agent().createConnection({ host: 'b', port: 80 }))
  if (!near) throw new Error('The agent gave no connection.')
  const seen = listenTo(simulation, near)
  // The dial has reached it, and its answer is on the way back.
  await simulation.pass(15)
  b.kill()
  await simulation.pass(100)
  expect(seen).toEqual(['20 read ECONNRESET', '20 close'])
})

test('plain requests share a connection that is kept alive, until it was idle for long', async () => {
  using simulation = begin()
  await echo(simulation)
  const agent = simulation.host('a').agent()
  const first = await ask(simulation, agent, 'GET')
  const second = await ask(simulation, agent, 'POST', 'x'.repeat(200_000))
  expect(first.text).toBe('GET ')
  expect(first.date).toBe('Tue, 14 Nov 2023 22:13:20 GMT')
  expect(second.text).toBe(`POST ${'x'.repeat(200_000)}`)
  expect(second.localPort).toBe(first.localPort)
  await simulation.pass(10_000)
  expect((await ask(simulation, agent, 'GET')).localPort).not.toBe(first.localPort)
})

test('a connection that is not kept alive is closed after its answer', async () => {
  using simulation = begin()
  await echo(simulation)
  const agent = simulation.host('a').agent({ keepAlive: false })
  const first = await ask(simulation, agent, 'GET')
  expect((await ask(simulation, agent, 'GET')).localPort).not.toBe(first.localPort)
})

test('a port is taken once; port 0 is a free one; a closed server’s port is free again', async () => {
  using simulation = begin()
  const b = simulation.host('b')
  const [first, second] = [createServer(), createServer()]
  const port = await b.run(() => b.listen(first, 0, '127.0.0.1'))
  expect(first.address()).toEqual({
    address: '127.0.0.1',
    port,
    family: 'IPv4',
  } satisfies AddressInfo)
  expect(await b.run(() => b.listen(createServer(), 0, '127.0.0.1'))).not.toBe(port)
  await expect(b.run(() => b.listen(second, port, '127.0.0.1'))).rejects.toMatchObject({
    message: `listen EADDRINUSE: address already in use 127.0.0.1:${port}`,
    code: 'EADDRINUSE',
    syscall: 'listen',
  })
  b.run(() => first.close())
  expect(first.listening).toBe(false)
  expect(await b.run(() => b.listen(second, port, '127.0.0.1'))).toBe(port)
})

test('a server closes once its last connection has ended, and takes no new ones meanwhile', async () => {
  using simulation = begin()
  const { near, far } = await connect(simulation)
  const b = simulation.host('b')
  const server = createServer((_request, response) => setTimeout(() => response.end('late'), 5000))
  await b.run(() => b.listen(server, 81, '0.0.0.0'))
  const log: string[] = []
  server.on('close', () => log.push(`closed ${simulation.nowMs - sinceMs}`))
  const agent = simulation.host('a').agent({ keepAlive: false })
  const answered = Promise.withResolvers<void>()
  const sinceMs = simulation.nowMs
  simulation.host('a').run(() =>
    request({ host: 'b', port: 81, agent }, (response) => {
      log.push(`answer ${response.statusCode}`)
      response.resume().on('end', answered.resolve)
    }).end(),
  )
  await simulation.pass(1000)
  b.run(() => server.close())
  await simulation.runUntil(answered.promise, { limitMs: 10_000 })
  await simulation.pass(1000)
  // The server is done as soon as it has sent everything.
  expect(log).toEqual(['closed 5030', 'answer 200'])
  near.destroy()
  far.destroy()
})

test('a loopback address is reached from its own host only', async () => {
  using simulation = begin()
  const b = simulation.host('b')
  await b.run(() =>
    b.listen(
      createServer((_q, response) => response.end('here')),
      80,
      '127.0.0.1',
    ),
  )
  await expect(ask(simulation, simulation.host('a').agent(), 'GET')).rejects.toThrow('ECONNREFUSED')
  const { promise, resolve } = Promise.withResolvers<number | undefined>()
  b.run(() =>
    request('http://localhost/', { agent: b.agent() }, (r) => resolve(r.statusCode)).end(),
  )
  expect(await simulation.runUntil(promise, { limitMs: 100 })).toBe(200)
})

test('bytes keep their order, however much the link jitters', async () => {
  using simulation = begin({ jitterMs: 500 })
  const { near, far } = await connect(simulation)
  let text = ''
  far.on('data', (bytes) => {
    text += bytes
  })
  const sent = Array.from({ length: 200 }, (_, i) => `${i} `)
  for (const word of sent) {
    simulation.host('a').run(() => near.write(word))
    await simulation.pass(3)
  }
  await simulation.pass(1000)
  expect(text).toBe(sent.join(''))
})

test('a narrow link takes its time, for all that share it', async () => {
  using simulation = begin()
  const { near, far } = await connect(simulation)
  const seen = listenTo(simulation, far)
  simulation.network.link('a', 'b').bytesPerSecond = 1000
  simulation.host('a').run(() => {
    near.write('x'.repeat(500))
    setTimeout(() => near.write('y'), 1)
  })
  await simulation.pass(1000)
  expect(seen).toEqual([`510 ${'x'.repeat(500)}`, '511 y'])
})

test('a cut that is healed delivers what was sent meanwhile, at TCP’s next attempt', async () => {
  using simulation = begin()
  const { near, far } = await connect(simulation)
  const seen = listenTo(simulation, far)
  const a = simulation.host('a')
  a.run(() => near.write('on its way '))
  simulation.network.set('a', 'b', { cut: true })
  await simulation.pass(100)
  a.run(() => near.write('behind it'))
  await simulation.pass(900)
  expect(seen).toEqual([])
  simulation.network.set('a', 'b', { cut: false })
  await simulation.pass(1000)
  // Lost at 10 ms, sent again at 210, 610 and 1410 ms.
  expect(seen).toEqual(['1420 on its way ', '1420 behind it'])
})

test('a cut one way lets the other way through; after a quarter of an hour TCP gives up', async () => {
  using simulation = begin()
  const { near, far } = await connect(simulation)
  const [atNear, atFar] = [listenTo(simulation, near), listenTo(simulation, far)]
  simulation.network.link('b', 'a').cut = true
  simulation.host('a').run(() => near.write('there'))
  simulation.host('b').run(() => far.write('and back'))
  await simulation.pass(800_000)
  expect(atFar).toEqual(['10 there'])
  expect(atNear).toEqual([])
  await simulation.pass(400_000)
  for (const seen of [atNear, atFar]) {
    expect(seen.at(-2)).toMatch(/^9\d{5} read ETIMEDOUT$/)
    expect(seen.at(-1)).toMatch(/ close$/)
  }
})

test('who only listens never learns of a cut (half-open)', async () => {
  using simulation = begin()
  const { near, far } = await connect(simulation)
  const [atNear, atFar] = [listenTo(simulation, near), listenTo(simulation, far)]
  simulation.network.set('a', 'b', { cut: true })
  await simulation.pass(24 * 3_600_000)
  expect([atNear, atFar]).toEqual([[], []])
  expect(near.destroyed || far.destroyed).toBe(false)
})

test('an end is heard after the last bytes, and the other half stays open', async () => {
  using simulation = begin()
  const { near, far } = await connect(simulation)
  const seen = listenTo(simulation, far)
  const back = listenTo(simulation, near)
  simulation.host('a').run(() => near.end('last'))
  await simulation.pass(50)
  expect(seen).toEqual(['10 last', '10 end'])
  simulation.host('b').run(() => far.end('answer'))
  await simulation.pass(50)
  expect(back).toEqual(['60 answer', '60 end', '60 close'])
  expect(seen.at(-1)).toBe('50 close')
})

test('who writes to an end that is closed is reset', async () => {
  using simulation = begin()
  const { near, far } = await connect(simulation)
  const seen = listenTo(simulation, far)
  simulation.host('a').run(() => near.destroy())
  await simulation.pass(50)
  simulation.host('b').run(() => far.write('too late'))
  await simulation.pass(50)
  expect(seen).toEqual(['10 end', '70 read ECONNRESET', '70 close'])
})

test('a connection closed with something unread is reset, as Linux does', async () => {
  using simulation = begin()
  const { near, far } = await connect(simulation)
  const seen = listenTo(simulation, near)
  simulation.host('a').run(() => near.write('never read'))
  await simulation.pass(50)
  simulation.host('b').run(() => far.destroy())
  await simulation.pass(50)
  expect(seen).toEqual(['60 read ECONNRESET', '60 close'])
})

test('a connection that is reset before its handshake is over is nothing to the server', async () => {
  const crashes: unknown[] = []
  using simulation = startSimulation({
    seed: 1,
    startMs,
    network: { latencyMs: 10 },
    onCrash: (_host, error) => crashes.push(error),
  })
  const [a, b] = [simulation.host('a'), simulation.host('b')]
  const log: string[] = []
  const server = createServer().on('connection', () => log.push('accepted'))
  await b.run(() => b.listen(server, 80, '0.0.0.0'))
  const dial = () => a.run(() => a.agent().createConnection({ host: 'b', port: 80 }))
  dial()?.on('error', ({ message }) => log.push(message))
  // It stands for the client after 20 ms, for the server after 30 ms.
  await simulation.pass(25)
  expect(simulation.network.reset('a', 'b')).toBe(1)
  await simulation.pass(1000)
  expect(log).toEqual(['read ECONNRESET'])
  const closed = new Promise((resolve) => b.run(() => server.close(resolve)))
  await simulation.runUntil(closed, { limitMs: 1000 })
  expect(crashes).toEqual([])
})

test('living connections can be reset, and new ones refused', async () => {
  using simulation = begin()
  const { near, far } = await connect(simulation)
  const [atNear, atFar] = [listenTo(simulation, near), listenTo(simulation, far)]
  simulation.network.link('a', 'b').refuse = true
  await simulation.pass(50)
  expect([atNear, atFar]).toEqual([[], []])
  expect(simulation.network.reset('b', 'a')).toBe(1)
  await simulation.pass(50)
  expect([atNear, atFar]).toEqual(new Array(2).fill(['50 read ECONNRESET', '50 close']))
  expect(simulation.network.reset('b', 'a')).toBe(0)
  await expect(ask(simulation, simulation.host('a').agent(), 'GET')).rejects.toThrow('ECONNREFUSED')
})

test('a dial over a cut link is tried again as TCP does, and given up after 127 s', async () => {
  using simulation = begin()
  await echo(simulation)
  simulation.network.set('a', 'b', { cut: true })
  const agent = simulation.host('a').agent({ timeout: 0 })
  const sinceMs = simulation.nowMs
  const failed: string[] = []
  simulation
    .host('a')
    .run(() =>
      request('http://b/', { agent }).on('error', (error) =>
        failed.push(`${simulation.nowMs - sinceMs} ${error.message}`),
      ),
    )
  await simulation.pass(200_000)
  expect(failed).toEqual(['127000 connect ETIMEDOUT b:80'])
})

test('a writer far ahead of its reader has to wait', async () => {
  using simulation = begin()
  const { near, far } = await connect(simulation)
  let written = 0
  simulation.host('a').run(() => {
    for (let i = 0; i < 64; i++) near.write(Buffer.alloc(2 ** 16), () => ++written)
  })
  await simulation.pass(5000)
  expect(written).toBeGreaterThanOrEqual(16)
  expect(written).toBeLessThan(20)
  far.resume()
  await simulation.pass(5000)
  expect(written).toBe(64)
})

test('a killed host’s last words still arrive', async () => {
  using simulation = begin()
  const { near, far } = await connect(simulation)
  const seen = listenTo(simulation, far)
  simulation.host('a').run(() => near.write('farewell'))
  simulation.host('a').kill()
  await simulation.pass(100)
  expect(seen).toEqual(['10 farewell', '10 end'])
})

test('an agent’s default is Node’s', () => {
  using simulation = begin()
  const agent = simulation.host('a').agent()
  expect(agent).toBeInstanceOf(Agent)
  expect(Reflect.get(agent, 'options')).toMatchObject({ keepAlive: true, timeout: 5000 })
})

test('a program that was killed behind a cut link is answered for once the link is whole', async () => {
  using simulation = begin()
  const { near } = await connect(simulation)
  const seen = listenTo(simulation, near)
  simulation.network.set('a', 'b', { cut: true })
  near.write('one')
  await simulation.pass(700)
  simulation.host('b').kill()
  await simulation.pass(650)
  expect(seen).toEqual([])
  simulation.network.set('a', 'b', { cut: false })
  await simulation.pass(2000)
  // What was written is sent again before the end that got lost too is.
  expect(seen).toEqual(['1420 read ECONNRESET', '1420 close'])
})
