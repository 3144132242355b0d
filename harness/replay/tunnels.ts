/** What the proxy does with CONNECT: it pretends to be the host at the other end, with TLS or without. */
import type { IncomingMessage, Server } from 'node:http'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { createSecureContext, TLSSocket } from 'node:tls'
import type { Certificate } from './certificate.ts'

/** On whose behalf and to which origin a connection speaks, known from its CONNECT. */
export interface Tunnel {
  readonly accountId: string
  readonly origin: string
}

export interface Tunnels {
  /** Ends TLS on this connection, if its origin is https, and hands what is inside to the server. */
  open(socket: Duplex, head: Buffer, tunnel: Tunnel): void
  /** The tunnel that a socket of the server belongs to. */
  of(socket: Duplex): Tunnel | undefined
}

/** A client that does not read its refusal is cut off after this. */
const refusalLimitMs = 5_000

export function makeTunnels(certificate: Certificate, inside: Server): Tunnels {
  const secureContext = createSecureContext({ key: certificate.key, cert: certificate.cert })
  const tunnels = new WeakMap<Duplex, Tunnel>()
  return {
    of: (socket) => tunnels.get(socket),
    open(socket, head, tunnel) {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n')
      if (head.length > 0) socket.unshift(head)
      // From here on only the TLS socket sees the traffic; it has the server's own time limit.
      if (socket instanceof Socket) socket.setTimeout(0)
      if (!tunnel.origin.startsWith('https:')) {
        tunnels.set(socket, tunnel)
        inside.emit('connection', socket)
        return
      }
      const secure = new TLSSocket(socket, {
        isServer: true,
        secureContext,
        ALPNProtocols: ['http/1.1'],
      })
      // A client that does not accept our certificate ends the connection; nobody is left to tell.
      secure.on('error', () => secure.destroy())
      tunnels.set(secure, tunnel)
      inside.emit('connection', secure)
    },
  }
}

/**
 * By what a CONNECT asks for, `host:port`, the origin that these addresses have there. That of a
 * websocket is the origin its handshake is asked at.
 */
export function originsByAuthority(urls: Iterable<URL>): ReadonlyMap<string, string> {
  const origins = new Map<string, string>()
  for (const { protocol, hostname, port } of urls) {
    const isSecure = protocol === 'https:' || protocol === 'wss:'
    const origin = new URL(`${isSecure ? 'https' : 'http'}://${hostname}:${port}`).origin
    origins.set(`${hostname}:${port || (isSecure ? 443 : 80)}`, origin)
  }
  return origins
}

/** The address that a refused CONNECT is reported with: that of its host, as far as it has one. */
export function addressOf(request: IncomingMessage): string {
  const authority = request.url ?? ''
  const isWellFormed = /^[^/?#@\s]+:\d{1,5}$/.test(authority)
  const url = isWellFormed ? URL.parse(`https://${authority}`) : null
  return url === null ? `https://${authority}` : `${url.origin}/`
}

/** Refuses a CONNECT, or to become a websocket, and closes the connection. */
export function refuseTunnel(socket: Duplex, status: string, ...headers: string[]): void {
  const lines = [`HTTP/1.1 ${status}`, 'content-length: 0', 'connection: close', ...headers]
  const limit = setTimeout(() => socket.destroy(), refusalLimitMs)
  socket.on('close', () => clearTimeout(limit))
  socket.resume()
  socket.end(`${lines.join('\r\n')}\r\n\r\n`)
}
