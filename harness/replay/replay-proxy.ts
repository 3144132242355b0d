/**
 * A forward proxy that answers every request from a recording. It ends TLS itself, knows the account
 * by the proxy user name, reports what each account was shown, and never dials anything.
 * See docs/decisions/0002-replay-by-proxy.md; which answer comes when is told in playback.ts.
 */
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import type { ServedEntry, UnservedEntry } from '../journal/entry.ts'
import { sendSentence } from './answer.ts'
import { browserCallHosts } from './browser-calls.ts'
import { type Certificate, makeCertificate } from './certificate.ts'
import { containedArgs } from './contained-args.ts'
import type { Pace } from './pace.ts'
import { type Playback, startPlayback } from './playback.ts'
import { accountOf } from './proxy-credentials.ts'
import type { Recording } from './recording.ts'
import { type Asked, replayEntries } from './replay-entries.ts'
import { makeResponder, type Responder } from './responder.ts'
import { makeSockets, type Sockets } from './sockets.ts'
import type { Truth } from './truth.ts'
import {
  addressOf,
  makeTunnels,
  originsByAuthority,
  refuseTunnel,
  type Tunnels,
} from './tunnels.ts'

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
  /** Called for every request: when its answer was sent whole, or when there was none. */
  onEntry(entry: ServedEntry | UnservedEntry): void
}

export interface Replay extends AsyncDisposable {
  /** What a browser takes as its proxy: `http://127.0.0.1:4711`. */
  readonly url: string
  readonly port: number
  /** For Chromium's `--ignore-certificate-errors-spki-list`. */
  readonly spki: string
  /** Switches under which Chromium shows this replay and reaches nobody else. */
  readonly chromiumArgs: readonly string[]
  /** The episode of the recording that the account is in, from 1. */
  episodeOf(accountId: string): number
}

const maxConnections = 1024
const maxHeaderBytes = 32 * 1024
/** Longer than any browser keeps an idle connection, so that the browser is the one to end it. */
const idleTimeoutMs = 330_000
const challenge = 'Basic realm="proxy", charset="UTF-8"'

/**
 * Starts the proxy on a free port. Disposing it cuts every connection.
 *
 * @throws Error when it cannot listen on `host`
 */
export async function startReplay(options: ReplayRequest): Promise<Replay> {
  const { recording, truth, token, pace = 'at once', host = '127.0.0.1', onEntry } = options
  const certificate = await makeCertificate([...recording.manifest.hosts, ...browserCallHosts])
  const playback = options.playback ?? startPlayback(recording)
  const entries = replayEntries(recording, truth)
  const responder = makeResponder({ recording, playback, entries, pace, onEntry: tell })
  const pages = makeSockets({ playback, entries, pace, onEntry, refuse: refuseSocket })
  function tell(entry: ServedEntry | UnservedEntry): void {
    onEntry(entry)
    pages.moveOn(entry.accountId)
  }
  function refuseSocket(asked: Asked, socket: Duplex): void {
    responder.reportUnserved(asked)
    refuseTunnel(socket, '504 Gateway Timeout')
  }
  const outside = makeOutside(responder, pages, token)
  const tunnels = makeInside(certificate, responder, pages)
  answerConnects(outside, tunnels, responder, authoritiesOf(recording), token)
  const sockets = keepSockets(outside)
  const port = await listen(outside, host)
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    spki: certificate.spki,
    chromiumArgs: containedArgs(certificate.spki, host),
    episodeOf: (accountId) => playback.episodeOf(accountId),
    async [Symbol.asyncDispose]() {
      const closed = once(outside, 'close')
      outside.close()
      pages[Symbol.dispose]()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Where tunnels are opened to. */
function authoritiesOf(recording: Recording): ReadonlyMap<string, string> {
  return originsByAuthority([
    ...recording.exchanges.map((exchange) => exchange.url),
    ...browserCallHosts.map((name) => new URL(`https://${name}`)),
  ])
}

/** The server that listens: plain http:// requests, and CONNECT. */
function makeOutside(responder: Responder, pages: Sockets, token: string): Server {
  const outside = makeServer((request, response) => {
    const accountId = accountOf(request.headers['proxy-authorization'], token)
    if (accountId === undefined) {
      response.setHeader('proxy-authenticate', challenge)
      return sendSentence(response, 407, 'This proxy needs an account id and its token.')
    }
    const address = request.url ?? ''
    if (!address.startsWith('http://')) {
      return sendSentence(response, 400, 'This is a proxy: ask it for a whole http:// address.')
    }
    const method = request.method ?? 'GET'
    return responder.respond({ accountId, method, address }, request, response)
  })
  outside.maxConnections = maxConnections
  // Browsers ask for a tunnel first, other clients may ask the proxy itself.
  outside.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const accountId = accountOf(request.headers['proxy-authorization'], token)
    const address = /^(?:http|ws)(:\/\/.*)/.exec(request.url ?? '')?.[1]
    if (accountId === undefined) return refuseUnknown(socket)
    if (address === undefined) return refuseTunnel(socket, '400 Bad Request')
    void pages.open({ accountId, method: 'GET', address: `ws${address}` }, request, socket, head)
  })
  return outside
}

/** The server for what comes out of the tunnels; it listens nowhere. */
function makeInside(certificate: Certificate, responder: Responder, pages: Sockets): Tunnels {
  const inside = makeServer((request, response) => {
    const asked = askedIn(tunnels, request)
    if (asked !== undefined) return responder.respond(asked, request, response)
    return sendSentence(response, 400, 'A request in a tunnel must name a path.')
  })
  inside.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const asked = askedIn(tunnels, request)
    if (asked === undefined) return refuseTunnel(socket, '400 Bad Request')
    const address = asked.address.replace(/^http/, 'ws')
    void pages.open({ ...asked, address }, request, socket, head)
  })
  const tunnels = makeTunnels(certificate, inside)
  return tunnels
}

/** What is asked in a tunnel; a path is all that may follow its origin. */
function askedIn(tunnels: Tunnels, request: IncomingMessage): Asked | undefined {
  const tunnel = tunnels.of(request.socket)
  // Only tunnels are handed to the inner server.
  if (tunnel === undefined || !request.url?.startsWith('/')) return undefined
  const { accountId, origin } = tunnel
  return { accountId, method: request.method ?? 'GET', address: origin + request.url }
}

function answerConnects(
  outside: Server,
  tunnels: Tunnels,
  responder: Responder,
  authorities: ReadonlyMap<string, string>,
  token: string,
): void {
  outside.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client that breaks its connection ends it; there is no answer left to give.
    socket.on('error', () => socket.destroy())
    const accountId = accountOf(request.headers['proxy-authorization'], token)
    if (accountId === undefined) return refuseUnknown(socket)
    const origin = authorities.get(request.url ?? '')
    if (origin !== undefined) return tunnels.open(socket, head, { accountId, origin })
    responder.reportUnserved({ accountId, method: 'CONNECT', address: addressOf(request) })
    refuseTunnel(socket, '502 Bad Gateway')
  })
}

function refuseUnknown(socket: Duplex): void {
  refuseTunnel(socket, '407 Proxy Authentication Required', `proxy-authenticate: ${challenge}`)
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

function makeServer(handler: Handler): Server {
  // Other upgrades, such as to HTTP/2, are offers that may be ignored.
  const shouldUpgradeCallback = ({ headers }: IncomingMessage) =>
    headers.upgrade?.toLowerCase() === 'websocket'
  const server = createServer({ maxHeaderSize: maxHeaderBytes, shouldUpgradeCallback }, handler)
  server.keepAliveTimeout = idleTimeoutMs
  server.timeout = idleTimeoutMs
  return server
}

function keepSockets(server: Server): ReadonlySet<Duplex> {
  const sockets = new Set<Duplex>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
  })
  return sockets
}

async function listen(server: Server, host: string): Promise<number> {
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
