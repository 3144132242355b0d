/** What the proxy does with CONNECT: it pretends to be the host at the other end. */
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
  /** Ends TLS on this connection and hands what is inside to the server. */
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

/** The https origin that a CONNECT asks for; undefined when it is malformed. */
export function originOf(request: IncomingMessage): string | undefined {
  const authority = request.url ?? ''
  if (!/^[^/?#@\s]+:\d{1,5}$/.test(authority)) return undefined
  return URL.canParse(`https://${authority}`) ? new URL(`https://${authority}`).origin : undefined
}

/** Refuses a CONNECT and closes the connection. */
export function refuseTunnel(socket: Duplex, status: string, ...headers: string[]): void {
  const lines = [`HTTP/1.1 ${status}`, 'content-length: 0', 'connection: close', ...headers]
  const limit = setTimeout(() => socket.destroy(), refusalLimitMs)
  socket.on('close', () => clearTimeout(limit))
  socket.resume()
  socket.end(`${lines.join('\r\n')}\r\n\r\n`)
}
