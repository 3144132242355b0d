import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import { startSimulation } from './clock.ts'

const realNow = performance.now.bind(performance)
const dayMs = 24 * 3_600_000

test('a virtual day of one worker’s heartbeats takes seconds at most', async () => {
  using simulation = startSimulation({ seed: 1, startMs: 0, network: { latencyMs: 5 } })
  const { Server } = await simulation.hold(import('socket.io'))
  const { io } = await simulation.hold(import('socket.io-client'))
  const [master, worker] = [simulation.host('master'), simulation.host('worker')]
  await master.run(async () => {
    const http = createServer()
    await master.listen(http, 3000, '0.0.0.0')
    new Server(http, { transports: ['websocket'] }).on('connection', (socket) => {
      socket.on('heartbeat', (acknowledge: () => void) => acknowledge())
    })
  })
  let acknowledged = 0
  worker.run(() => {
    const agent = Object.fromEntries([['agent', worker.agent()]])
    const socket = io('http://master:3000', { transports: ['websocket'], forceNew: true, ...agent })
    setInterval(() => socket.emit('heartbeat', () => ++acknowledged), 30_000)
  })
  const before = realNow()
  await simulation.pass(dayMs + 100)
  const wallMs = realNow() - before
  expect(acknowledged).toBe(dayMs / 30_000)
  // About 0.6 s on a quiet machine of two cores; this only notices if it is no longer fast at all.
  expect(wallMs).toBeLessThan(6000)
})
