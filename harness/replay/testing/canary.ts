/** Ports of this machine that must never be reached; they say what reached them. */
import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

export interface Canary extends AsyncDisposable {
  /** The same number for both. */
  readonly tcpPort: number
  readonly udpPort: number
  /** The path that each connection asked for, or what else it was, and `datagram` for datagrams. */
  readonly reached: string[]
}

export async function startCanary(): Promise<Canary> {
  const reached: string[] = []
  const tcp = createServer((socket) => {
    socket.on('error', () => socket.destroy())
    socket.once('data', (data) => {
      reached.push(/^[A-Z]+ \/(\S*)/.exec(data.toString('latin1'))?.[1] ?? 'no HTTP')
      socket.end('HTTP/1.1 200 OK\r\naccess-control-allow-origin: *\r\ncontent-length: 0\r\n\r\n')
    })
  })
  tcp.listen(0, '127.0.0.1')
  const udp = createSocket('udp4', () => reached.push('datagram'))
  udp.bind(0, '127.0.0.1')
  await Promise.all([once(tcp, 'listening'), once(udp, 'listening')])
  const address = tcp.address()
  if (address === null || typeof address === 'string') throw new Error('The canary has no port.')
  return {
    tcpPort: address.port,
    udpPort: udp.address().port,
    reached,
    async [Symbol.asyncDispose]() {
      tcp.close()
      udp.close()
    },
  }
}
