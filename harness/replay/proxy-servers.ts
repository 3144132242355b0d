/** The servers of the replay proxy: the ones that listen, and the one inside the tunnels. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { sendSentence } from './answer.ts'
import { browserCallHosts } from './browser-calls.ts'
import type { Certificate } from './certificate.ts'
import type { Recording } from './recording.ts'
import type { Asked } from './replay-entries.ts'
import type { Responder } from './responder.ts'
import type { Sockets } from './sockets.ts'
import {
  addressOf,
  makeTunnels,
  originsByAuthority,
  refuseTunnel,
  type Tunnels,
} from './tunnels.ts'

/** Whose connection this is, by its `Proxy-Authorization` header or by itself; undefined: nobody's. */
export type Identify = (header: string | undefined, socket: Duplex) => string | undefined

export interface Answers {
  readonly responder: Responder
  readonly pages: Sockets
  readonly tunnels: Tunnels
  /** Where tunnels are opened to. */
  readonly authorities: ReadonlyMap<string, string>
}

const maxConnections = 1024
const maxHeaderBytes = 32 * 1024
/** Longer than any browser keeps an idle connection, so that the browser is the one to end it. */
const idleTimeoutMs = 330_000
const challenge = 'Basic realm="proxy", charset="UTF-8"'

/** Where tunnels are opened to. */
export function authoritiesOf(recording: Recording): ReadonlyMap<string, string> {
  return originsByAuthority([
    ...recording.exchanges.map((exchange) => exchange.url),
    ...browserCallHosts.map((name) => new URL(`https://${name}`)),
  ])
}

/** A server that listens: whole addresses, and CONNECT. */
export function makeOutside(answers: Answers, identify: Identify): Server {
  const { responder, pages } = answers
  const who = ({ headers, socket }: IncomingMessage) =>
    identify(headers['proxy-authorization'], socket)
  const outside = makeServer((request, response) => {
    const accountId = who(request)
    if (accountId === undefined) {
      response.setHeader('proxy-authenticate', challenge)
      return sendSentence(response, 407, 'This proxy needs an account id and its token.')
    }
    const address = request.url ?? ''
    // A browser asks for https:// in a tunnel; the agent in a process asks here.
    if (!/^https?:\/\//.test(address)) {
      return sendSentence(response, 400, 'This is a proxy: ask it for a whole address.')
    }
    const method = request.method ?? 'GET'
    return responder.respond({ accountId, method, address }, request, response)
  })
  outside.maxConnections = maxConnections
  // Browsers ask for a tunnel first, other clients may ask the proxy itself.
  outside.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy())
    const accountId = who(request)
    const address = /^(?:http|ws)(:\/\/.*)/.exec(request.url ?? '')?.[1]
    if (accountId === undefined) return refuseUnknown(socket)
    if (address === undefined) return refuseTunnel(socket, '400 Bad Request')
    void pages.open({ accountId, method: 'GET', address: `ws${address}` }, request, socket, head)
  })
  answerConnects(outside, answers, who)
  return outside
}

/** The server for what comes out of the tunnels; it listens nowhere. */
export function makeInside(
  certificate: Certificate,
  responder: Responder,
  pages: Sockets,
): Tunnels {
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
  { responder, tunnels, authorities }: Answers,
  who: (request: IncomingMessage) => string | undefined,
): void {
  outside.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // A client that breaks its connection ends it; there is no answer left to give.
    socket.on('error', () => socket.destroy())
    const accountId = who(request)
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
