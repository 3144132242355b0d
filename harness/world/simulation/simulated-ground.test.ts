import { createServer } from 'node:http'
import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { PagesUnderFault } from '../../fault/page/pages-under-fault.ts'
import type { ClockEntry } from '../../journal/entry.ts'
import { SimulatedDisk } from './disk/simulated-disk.ts'
import { type Simulation, startSimulation } from './kernel/clock.ts'
import { simulatedGround } from './simulated-ground.ts'

const startMs = 1_700_000_000_000

function begin() {
  const simulation = startSimulation({ seed: 1, startMs, network: { latencyMs: 10 } })
  const clocks: ClockEntry[] = []
  const ground = simulatedGround({
    simulation,
    pages: new PagesUnderFault({ browser: false }),
    system: {
      kill(name) {
        const lived = simulation.host(name).alive
        simulation.host(name).kill()
        return lived
      },
      disk: (name) => new SimulatedDisk(name),
      losePower: (name) => simulation.host(name).kill(),
    },
    onClock: (entry) => clocks.push(entry),
  })
  const { network, processes } = ground
  if (!network || !processes || !ground.clocks) throw new Error('The ground lacks something.')
  const touches: string[] = []
  const touch = (what: string) => () => touches.push(what)
  const dispose = () => simulation[Symbol.dispose]()
  return {
    ...{ simulation, network, processes, entries: clocks, touches, touch },
    clocks: ground.clocks,
    [Symbol.dispose]: dispose,
  }
}

/** A connection from `a` to `b`; notes when bytes come out of the far end. */
async function connect(simulation: Simulation): Promise<{ near: Duplex; seen: string[] }> {
  const [a, b] = [simulation.host('a'), simulation.host('b')]
  const accepted = Promise.withResolvers<Duplex>()
  const server = createServer().removeAllListeners('connection')
  server.on('connection', accepted.resolve)
  await b.run(() => b.listen(server, 80, '0.0.0.0'))
  const near = a.run(() => a.agent().createConnection({ host: 'b', port: 80 }))
  if (!near) throw new Error('The agent gave no connection.')
  const far = await simulation.runUntil(accepted.promise, { limitMs: 1000 })
  const sinceMs = simulation.nowMs
  const seen: string[] = []
  far.on('data', (bytes) => seen.push(`${simulation.nowMs - sinceMs} ${bytes}`))
  far.on('error', (error) => seen.push(error.message))
  near.on('error', (error) => seen.push(error.message))
  return { near, seen }
}

test('two faults on one link add up, heal in any order, and tell only of what they touched', async () => {
  using world = begin()
  const { simulation, network, touches, touch } = world
  const { near, seen } = await connect(simulation)
  const healSlow = network.shape('a', 'b', { latencyMs: 30 }, touch('slow'))
  const healSlower = network.shape('a', 'b', { latencyMs: 60 }, touch('slower'))
  network.shape('b', 'a', { cut: true }, touch('back'))()
  expect(touches).toEqual([])
  near.write('one')
  await simulation.pass(200)
  healSlow()
  near.write('two')
  await simulation.pass(200)
  healSlower()
  near.write('three')
  await simulation.pass(200)
  expect(seen).toEqual(['100 one', '270 two', '410 three'])
  expect([...new Set(touches)]).toEqual(['slow', 'slower'])
})

test('a link that two faults cut is whole again after the second heal', async () => {
  using world = begin()
  const { simulation, network, touches, touch } = world
  const { near, seen } = await connect(simulation)
  const heals = [1, 2].map((n) => network.shape('a', 'b', { cut: true }, touch(`cut ${n}`)))
  near.write('held')
  await simulation.pass(100)
  heals[0]?.()
  await simulation.pass(1000)
  expect(seen).toEqual([])
  heals[1]?.()
  await simulation.pass(1000)
  expect(seen).toEqual(['1410 held'])
  expect(touches).toContain('cut 1')
  expect(touches).toContain('cut 2')
})

test('a dial that is held back or refused touches, and another link does not', async () => {
  using world = begin()
  const { simulation, network, touches, touch } = world
  await connect(simulation)
  const heal = network.shape('a', 'b', { refuse: true }, touch('refused'))
  network.shape('a', 'c', { cut: true }, touch('elsewhere'))
  const a = simulation.host('a')
  const error = a.run(() => {
    const dialled = a.agent().createConnection({ host: 'b', port: 80 })
    return new Promise((resolve) => dialled?.on('error', resolve))
  })
  const refused = await simulation.runUntil(error, { limitMs: 1000 })
  expect(String(refused)).toContain('ECONNREFUSED')
  expect(touches).toEqual(['refused'])
  heal()
  expect(network.reset('a', 'b')).toBe(1)
  expect(network.reset('a', 'c')).toBe(0)
})

test('a process frozen twice goes on after the second heal; a freeze that delays nothing touches nothing', async () => {
  using world = begin()
  const { simulation, processes, touches, touch } = world
  const host = simulation.host('a')
  const beats: number[] = []
  const first = await (async () => {
    host.run(() => setInterval(() => beats.push(simulation.nowMs - startMs), 100))
    return processes.freeze('a', touch('first'))
  })()
  await simulation.pass(50)
  expect(touches).toEqual([])
  const second = await processes.freeze('a', touch('second'))
  await simulation.pass(60)
  expect(touches).toEqual(['first', 'second'])
  await first?.()
  await simulation.pass(100)
  expect(beats).toEqual([])
  await second?.()
  await simulation.pass(10)
  expect(beats).toEqual([210])
})

test('a frozen process can be killed, and the heal leaves its next life alone', async () => {
  using world = begin()
  const { simulation, processes, touch } = world
  const host = simulation.host('a')
  host.run(() => undefined)
  const thawOld = await processes.freeze('a', touch('old'))
  expect(await processes.kill('a')).toBe(true)
  expect(await processes.kill('a')).toBe(false)
  expect(await processes.freeze('a', touch('dead'))).toBeUndefined()
  host.run(() => undefined)
  const thawNew = await processes.freeze('a', touch('new'))
  await thawOld?.()
  expect(host.frozen).toBe(true)
  await thawNew?.()
  expect(host.frozen).toBe(false)
})

test('a wrong clock touches once somebody reads it, and the journal knows what it was', async () => {
  using world = begin()
  const { simulation, clocks, entries, touches, touch } = world
  const host = simulation.host('a')
  const read = () => host.run(() => Date.now()) - simulation.nowMs
  const healSkew = clocks.skew('a', 5000, touch('skew'))
  const healDrift = clocks.drift('a', 100_000, touch('drift'))
  expect(touches).toEqual([])
  await simulation.pass(1000)
  expect(read()).toBe(5100)
  expect([...new Set(touches)]).toEqual(['skew', 'drift'])
  healSkew()
  clocks.jump('a', -300)
  healDrift()
  await simulation.pass(1000)
  expect(read()).toBe(-200)
  expect(entries.map(({ at, aheadMs, ppm }) => [at - startMs, Math.round(aheadMs), ppm])).toEqual([
    [0, 5000, 0],
    [0, 5000, 100_000],
    [1000, 100, 100_000],
    [1000, -200, 100_000],
    [1000, -200, 0],
  ])
})
