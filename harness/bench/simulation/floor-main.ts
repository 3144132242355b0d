/**
 * Measures the bare floor: socket.io client and server over the same simulated network in the same
 * virtual time, sending what a run of ours really sent, message by message, when it sent it. No
 * system, no telemetry, no journal, no checks.
 */
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { type Simulation, startSimulation } from '../../world/simulation/kernel/clock.ts'
import { readJob, report, Stopwatch, seed, warmUpMs } from './job.ts'
import { type Exchange, sampleKey, TrafficMeter, totals, trafficSchema } from './traffic.ts'

type Acknowledge = (answer: unknown) => void

const job = readJob()
const { virtualMs, exchanges, samples } = trafficSchema.parse(
  JSON.parse(readFileSync(job.trafficFile, 'utf8')),
)
const payloads = new Map<string, unknown>()
for (const [key, json] of Object.entries(samples)) payloads.set(key, payloadOf(key, json))
const byWorker = Map.groupBy(exchanges, ({ worker }) => worker)

const watch = new Stopwatch()
using simulation = startSimulation({ seed, startMs: Date.UTC(2026, 0, 1) })
const startMs = simulation.nowMs
const meter = new TrafficMeter(() => simulation.nowMs - startMs)
simulation.network.onArrival = meter.onArrival
const { Server } = await simulation.hold(import('socket.io'))
const { io } = await simulation.hold(import('socket.io-client'))
await startServer(simulation)
for (const [worker, exchanges] of byWorker) startClient(simulation, worker, exchanges)
await simulation.pass(warmUpMs)
const startWallMs = watch.wallMs
const startCpuMs = watch.cpuMs
await simulation.pass(virtualMs - warmUpMs)
const { wallMs, cpuMs } = watch
const sent = totals(meter.trafficOf(virtualMs))
report({ wallMs, cpuMs, startWallMs, startCpuMs, virtualMs, ...sent, spans: 0, verdict: 'none' })

async function startServer(simulation: Simulation): Promise<void> {
  const host = simulation.host('master')
  await host.run(async () => {
    const http = createServer()
    await host.listen(http, 3000, '0.0.0.0')
    const server = new Server(http, {
      transports: ['websocket'],
      perMessageDeflate: false,
      serveClient: false,
      maxHttpBufferSize: 10e6,
    })
    server.of('/worker').on('connection', (socket) => {
      const answers = (byWorker.get(String(socket.handshake.auth.worker)) ?? []).values()
      socket.on('message', (_message: unknown, acknowledge: Acknowledge) => {
        const bytes = answers.next().value?.ackBytes ?? 0
        if (bytes > 0) acknowledge(payloads.get(sampleKey({ kind: 'ack', jsonBytes: bytes })))
      })
    })
  })
}

function startClient(simulation: Simulation, worker: string, exchanges: readonly Exchange[]): void {
  const host = simulation.host(worker)
  host.run(async () => {
    const socket = io('http://master:3000/worker', {
      transports: ['websocket'],
      auth: { worker },
      forceNew: true,
      // socket.io’s types know only browsers; in Node this is an http.Agent, handed on to ws.
      ...Object.fromEntries([['agent', host.agent()]]),
    })
    for (const { atMs, eventBytes } of exchanges) {
      await until(atMs)
      socket.emit(
        'message',
        payloads.get(sampleKey({ kind: 'event', jsonBytes: eventBytes })),
        () => undefined,
      )
    }
  })
}

async function until(atMs: number): Promise<void> {
  const ms = startMs + atMs - simulation.nowMs
  if (ms > 0) await new Promise((resolve) => setTimeout(resolve, ms))
}

/** What was given to socket.io: the argument beside the event's name, or the answer's only one. */
function payloadOf(key: string, json: string): unknown {
  const args: unknown = JSON.parse(json)
  return Array.isArray(args) ? args[key.startsWith('event') ? 1 : 0] : undefined
}
