/** socket.io, with everything in it shortened to fractions of a second. */
import { createServer } from 'node:http'
import type { Server, Socket as ServerSocket } from 'socket.io'
import type { Socket } from 'socket.io-client'
import type { Program } from './behaviour.ts'

export const largestMessageBytes = 10_000

/** A server that notes who comes and goes. */
export async function ioServer(
  program: Program,
  onConnection: (socket: ServerSocket) => void = () => undefined,
): Promise<Server> {
  const { Server } = await import('socket.io')
  const http = createServer()
  const io = new Server(http, {
    transports: ['websocket'],
    perMessageDeflate: false,
    pingInterval: 200,
    pingTimeout: 200,
    maxHttpBufferSize: largestMessageBytes,
  })
  io.on('connection', (socket) => {
    program.note('connection')
    socket.on('disconnect', (reason) => program.note(`disconnect: ${reason}`))
    onConnection(socket)
  })
  await program.listen(http)
  return io
}

/** A client that notes whether it is connected, or why not. */
export async function ioClient(program: Program): Promise<Socket> {
  const { io } = await import('socket.io-client')
  const socket = io(program.url, {
    transports: ['websocket'],
    forceNew: true,
    reconnectionDelay: 100,
    reconnectionDelayMax: 100,
    timeout: 400,
    // socket.io's types know only browsers; in Node this is an http.Agent, handed on to ws.
    ...(program.agent === undefined ? {} : Object.fromEntries([['agent', program.agent]])),
  })
  socket.on('connect', () => program.note('connect'))
  socket.on('disconnect', (reason) => program.note(`disconnect: ${reason}`))
  socket.on('connect_error', (error) => program.note(`connect_error: ${whyOf(error)}`))
  return socket
}

/** The error's words, with the code of what ws said. */
function whyOf(error: Error): string {
  const description: unknown = Reflect.get(error, 'description')
  const cause: unknown =
    typeof description === 'object' && description && Reflect.get(description, 'error')
  const code: unknown = typeof cause === 'object' && cause && Reflect.get(cause, 'code')
  return typeof code === 'string' ? `${error.message} ${code}` : error.message
}
