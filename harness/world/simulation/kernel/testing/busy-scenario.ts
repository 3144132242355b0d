/** A scenario with much in it, for tests of determinism: what happens, as lines. */
import { createHash, randomBytes, randomUUID } from 'node:crypto'
import { createServer, get } from 'node:http'
import { type Simulation, startSimulation } from '../clock.ts'
import type { SimulatedHost } from '../simulated-host.ts'

const startMs = 1_700_000_000_000
const clients = ['client-1', 'client-2', 'client-3', 'client-4', 'client-5']

type Note = (...words: unknown[]) => void

/** Everything that happened; for the same seed the same lines. */
export async function busyScenario(seed: number): Promise<string[]> {
  const lines: string[] = []
  using simulation = startSimulation({
    seed,
    startMs,
    network: { latencyMs: 5, jitterMs: 20 },
    onDraw: ({ host, life, kind, bytes }) => {
      lines.push(`draw ${host} ${life} ${kind} ${createHash('md5').update(bytes).digest('hex')}`)
    },
  })
  const note: Note = (...words) => {
    lines.push([simulation.nowMs - startMs, ...words].join(' '))
  }
  const startServer = await simulation.hold(server(simulation.host('server'), note))
  const startClient = await simulation.hold(client(note))
  const start = (name: string) => {
    const host = simulation.host(name)
    host.run(() => startClient(host))
  }
  startServer()
  for (const name of clients) start(name)
  await weather(simulation, note, startServer, start)
  return lines
}

async function weather(
  simulation: Simulation,
  note: Note,
  startServer: () => void,
  startClient: (name: string) => void,
): Promise<void> {
  const { network } = simulation
  const then = async (what: string, ms: number, act: () => void): Promise<void> => {
    note('---', what)
    act()
    await simulation.pass(ms)
  }
  await simulation.pass(60_000)
  await then('cut', 90_000, () => network.set('client-1', 'server', { cut: true }))
  await then('heal', 60_000, () => network.set('client-1', 'server', { cut: false }))
  await then('kill client-2', 30_000, () => simulation.host('client-2').kill())
  await then('start client-2', 60_000, () => startClient('client-2'))
  await then('kill server', 30_000, () => simulation.host('server').kill())
  await then('start server', 60_000, startServer)
  await then('reset client-3', 60_000, () => network.reset('client-3', 'server'))
  await then('freeze client-4', 60_000, () => simulation.host('client-4').freeze())
  await then('thaw client-4', 60_000, () => simulation.host('client-4').thaw())
}

async function server(host: SimulatedHost, note: Note): Promise<() => void> {
  const { Server } = await import('socket.io')
  const main = async (): Promise<void> => {
    const http = createServer((_request, response) => response.end(randomUUID()))
    note('server listens on', await host.listen(http, 3000, '0.0.0.0'))
    new Server(http, { transports: ['websocket'] }).on('connection', (socket) => {
      note('server: connection', socket.id)
      socket.on('heartbeat', (payload: unknown, acknowledge: (answer: string) => void) => {
        note('server: heartbeat', payload)
        acknowledge(randomBytes(6).toString('hex'))
      })
      socket.on('disconnect', (reason) => note('server: disconnect', socket.id, reason))
    })
  }
  return () => {
    host.run(() => main())
  }
}

async function client(note: Note): Promise<(host: SimulatedHost) => void> {
  const { io } = await import('socket.io-client')
  return (host) => {
    const { name } = host
    const agent = host.agent()
    const options = {
      transports: ['websocket'],
      forceNew: true,
      ...Object.fromEntries([['agent', agent]]),
    }
    const socket = io('http://server:3000', options)
    socket.on('connect', () => note(name, 'connected as', socket.id, randomUUID()))
    socket.on('disconnect', (reason) => note(name, 'disconnected', reason))
    socket.on('connect_error', (error) => note(name, 'could not connect', error.message))
    setInterval(() => {
      const payload = [name, Math.random(), Date.now(), performance.now()].join(' ')
      socket.timeout(8000).emit('heartbeat', payload, (error: unknown, answer: string) => {
        note(name, 'answer', error, answer)
      })
    }, 10_000)
    setInterval(() => {
      get('http://server:3000/', { agent }, (response) => {
        note(name, 'http', response.statusCode, response.headers.date)
        response.on('data', (text) => note(name, String(text)))
      }).on('error', (error) => note(name, 'http', error.message))
    }, 17_000)
  }
}
