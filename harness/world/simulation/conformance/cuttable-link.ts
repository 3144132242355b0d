import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

export interface CuttableLink extends AsyncDisposable {
  port: number
  cut(): void
  heal(): void
}

/**
 * A real stretch of TCP that can be cut: while it is, nothing passes, and what was sent meanwhile
 * passes after it is healed, as TCP would send it again. A connection that is begun meanwhile
 * stands, unlike on a wire, but nothing answers on it.
 */
export async function startCuttableLink(toPort: number): Promise<CuttableLink> {
  const sockets = new Set<Socket>()
  let isCut = false
  const server = createServer((near) => {
    const far = connect(toPort, '127.0.0.1')
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(from)
      from.on('data', (bytes) => to.write(bytes))
      from.on('end', () => to.end())
      // The other end hears of it as an end; why does not matter to whoever uses the link.
      from.on('error', () => to.destroy())
      from.on('close', () => sockets.delete(from))
      if (isCut) from.pause()
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('The link has no port.')
  return {
    port: address.port,
    cut() {
      isCut = true
      for (const socket of sockets) socket.pause()
    },
    heal() {
      isCut = false
      for (const socket of sockets) socket.resume()
    },
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}
