/**
 * A forward proxy that answers every request from a recording. It ends TLS itself, knows the account
 * by the proxy user name, reports what each account was shown, and never dials anything.
 * See docs/decisions/0002-replay-by-proxy.md; which answer comes when is told in playback.ts.
 */
import { once } from 'node:events'
import type { Server } from 'node:http'
import type { Duplex } from 'node:stream'
import { PagesUnderFault } from '../fault/page/pages-under-fault.ts'
import type { ServedEntry, UnservedEntry } from '../journal/entry.ts'
import { browserCallHosts } from './browser-calls.ts'
import { makeCertificate } from './certificate.ts'
import { containedArgs } from './contained-args.ts'
import { isOurs } from './own-peer.ts'
import type { Pace } from './pace.ts'
import { type Playback, startPlayback } from './playback.ts'
import { accountOf } from './proxy-credentials.ts'
import { authoritiesOf, type Identify, makeInside, makeOutside } from './proxy-servers.ts'
import type { Recording } from './recording.ts'
import { type Asked, replayEntries } from './replay-entries.ts'
import { requestKey } from './request-key.ts'
import { makeResponder } from './responder.ts'
import { makeSockets } from './sockets.ts'
import type { Truth } from './truth.ts'
import { refuseTunnel } from './tunnels.ts'

export interface ReplayRequest {
  recording: Recording
  truth: Truth
  /** Which answer comes when; one of its own, moved on by visits, unless given. */
  playback?: Playback | undefined
  /** The password that every account's proxy setting carries. */
  token: string
  /** How fast answers and websockets' frames come; at once unless told. */
  pace?: Pace
  /** The address to listen on; the loopback one unless told. */
  host?: string
  /** What faults alter in the answers; nothing if absent. */
  faults?: PagesUnderFault
  /** Called for every request: when its answer was sent whole, or when there was none. */
  onEntry(entry: ServedEntry | UnservedEntry): void
}

export interface Replay extends AsyncDisposable {
  /** What a browser takes as its proxy: `http://127.0.0.1:4711`. */
  readonly url: string
  readonly port: number
  /**
   * Opens a port for one account and gives its address, for browsers that cannot, or should not, say
   * who they are: where Playwright has to give a proxy's password, it holds every request of the
   * browser and switches off its cache, which costs a fifth of the time of a visit. Only processes
   * of this user are answered there (own-peer.ts).
   */
  openPort(accountId: string): Promise<string>
  /** For Chromium's `--ignore-certificate-errors-spki-list`. */
  readonly spki: string
  /** Switches under which Chromium shows this replay and reaches nobody else. */
  readonly chromiumArgs: readonly string[]
  /** The episode of the recording that the account is in, from 1. */
  episodeOf(accountId: string): number
}

/**
 * Starts the proxy on a free port. Disposing it cuts every connection.
 *
 * @throws Error when it cannot listen on `host`
 */
export async function startReplay(options: ReplayRequest): Promise<Replay> {
  const { recording, truth, token, pace = 'at once', host = '127.0.0.1', onEntry } = options
  const { faults = new PagesUnderFault() } = options
  const certificate = await makeCertificate([...recording.manifest.hosts, ...browserCallHosts])
  const playback = options.playback ?? startPlayback(recording)
  const entries = replayEntries(recording, truth)
  const responder = makeResponder({ recording, playback, entries, pace, faults, onEntry })
  const pages = makeSockets({ playback, entries, pace, onEntry, refuse: refuseSocket })
  playback.follow(({ accountId }) => pages.moveOn(accountId))
  function refuseSocket(asked: Asked, socket: Duplex): void {
    const url = URL.parse(asked.address)
    responder.reportUnserved(asked, url === null ? undefined : requestKey('GET', url))
    refuseTunnel(socket, '504 Gateway Timeout')
  }
  const tunnels = makeInside(certificate, responder, pages)
  const answers = { responder, pages, tunnels, authorities: authoritiesOf(recording) }
  const listeners: Listener[] = []
  async function open(identify: Identify): Promise<Listener> {
    const listener = await listen(makeOutside(answers, identify), host)
    listeners.push(listener)
    return listener
  }
  const { url, port } = await open((header) => accountOf(header, token))
  const ports = new Map<string, Promise<Listener>>()
  return {
    url,
    port,
    async openPort(accountId) {
      const known = ports.get(accountId)
      const own = known ?? open((_header, socket) => (isOurs(socket) ? accountId : undefined))
      ports.set(accountId, own)
      return (await own).url
    },
    spki: certificate.spki,
    chromiumArgs: containedArgs(certificate.spki, host),
    episodeOf: (accountId) => playback.episodeOf(accountId),
    async [Symbol.asyncDispose]() {
      pages[Symbol.dispose]()
      await Promise.all(listeners.map((listener) => listener[Symbol.asyncDispose]()))
    },
  }
}

interface Listener extends AsyncDisposable {
  readonly url: string
  readonly port: number
}

/** @throws Error when it cannot listen on `host` */
async function listen(server: Server, host: string): Promise<Listener> {
  const sockets = keepSockets(server)
  const port = await portOf(server, host)
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close')
      server.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

function keepSockets(server: Server): ReadonlySet<Duplex> {
  const sockets = new Set<Duplex>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return sockets
}

async function portOf(server: Server, host: string): Promise<number> {
  server.listen(0, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new Error(
      `The replay proxy cannot listen on ${host} (${reason}). Give an address of this machine.`,
      { cause: error },
    )
  }
  const address = server.address()
  if (address === null || typeof address === 'string') {
    throw new Error('The replay proxy has no TCP port, though it listens.')
  }
  return address.port
}
