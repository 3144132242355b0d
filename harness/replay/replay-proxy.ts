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
import { startPlayback } from './playback.ts'
import { accountOf } from './proxy-credentials.ts'
import type { Recording } from './recording.ts'
import { makeResponder, type Responder } from './responder.ts'
import type { Truth } from './truth.ts'
import { makeTunnels, originOf, refuseTunnel, type Tunnels } from './tunnels.ts'

export interface ReplayRequest {
  recording: Recording
  truth: Truth
  /** The password that every account's proxy setting carries. */
  token: string
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
  const { recording, truth, token, host = '127.0.0.1', onEntry } = options
  const certificate = await makeCertificate([...recording.manifest.hosts, ...browserCallHosts])
  const playback = startPlayback(recording)
  const responder = makeResponder(recording, truth, playback, onEntry)
  const outside = makeOutside(responder, token)
  const tunnels = makeInside(certificate, responder)
  answerConnects(outside, tunnels, responder, originsOf(recording), token)
  const sockets = keepSockets(outside)
  const port = await listen(outside, host)
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${port}`,
    port,
    spki: certificate.spki,
    episodeOf: playback.episodeOf,
    async [Symbol.asyncDispose]() {
      const closed = once(outside, 'close')
      outside.close()
      for (const socket of sockets) socket.destroy()
      await closed
    },
  }
}

/** Origins that tunnels are opened to. */
function originsOf(recording: Recording): ReadonlySet<string> {
  return new Set([
    ...recording.exchanges.map((exchange) => exchange.url.origin),
    ...browserCallHosts.map((name) => `https://${name}`),
  ])
}

/** The server that listens: plain http:// requests, and CONNECT. */
function makeOutside(responder: Responder, token: string): Server {
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
  return outside
}

/** The server for what comes out of the tunnels; it listens nowhere. */
function makeInside(certificate: Certificate, responder: Responder): Tunnels {
  const inside = makeServer((request, response) => {
    const tunnel = tunnels.of(request.socket)
    // Only tunnels are handed to this server; a path is all that may follow the origin.
    if (tunnel === undefined || !request.url?.startsWith('/')) {
      return sendSentence(response, 400, 'A request in a tunnel must name a path.')
    }
    const { accountId, origin } = tunnel
    const asked = { accountId, method: request.method ?? 'GET', address: origin + request.url }
    return responder.respond(asked, request, response)
  })
  const tunnels = makeTunnels(certificate, inside)
  return tunnels
}

function answerConnects(
  outside: Server,
  tunnels: Tunnels,
  responder: Responder,
  origins: ReadonlySet<string>,
  token: string,
): void {
  outside.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client that breaks its connection ends it; there is no answer left to give.
    socket.on('error', () => socket.destroy())
    const accountId = accountOf(request.headers['proxy-authorization'], token)
    if (accountId === undefined) {
      refuseTunnel(socket, '407 Proxy Authentication Required', `proxy-authenticate: ${challenge}`)
      return
    }
    const origin = originOf(request)
    if (origin !== undefined && origins.has(origin)) {
      tunnels.open(socket, head, { accountId, origin })
      return
    }
    const address = origin === undefined ? `https://${request.url}` : `${origin}/`
    responder.reportUnserved({ accountId, method: 'CONNECT', address })
    refuseTunnel(socket, '502 Bad Gateway')
  })
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

function makeServer(handler: Handler): Server {
  const server = createServer({ maxHeaderSize: maxHeaderBytes }, handler)
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
