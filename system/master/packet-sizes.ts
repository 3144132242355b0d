import type { Socket } from 'socket.io'

/** How a message event of the namespace begins on the wire, with or without an ack id. */
const messagePacket = /^2\/worker,\d*\["message"[,\]]/

/** Sizes in bytes of the message packets of a connection, in the order of their events. */
export function packetSizes(socket: Socket): { next(): number | undefined } {
  const sizes: number[] = []
  socket.conn.on('packet', (packet: { type: string; data?: unknown }) => {
    const { type, data } = packet
    if (type !== 'message' || typeof data !== 'string') return
    if (messagePacket.test(data)) sizes.push(Buffer.byteLength(data))
  })
  return { next: () => sizes.shift() }
}
