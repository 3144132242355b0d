import type { Behaviour } from '../behaviour.ts'
import { ioClient, ioServer } from '../socket-io.ts'

export const connectionRefused: Behaviour = {
  title: 'where nothing listens yet the connection is refused, and tried again',
  cuts: false,
  async server(program) {
    await ioServer(program)
  },
  async client(program) {
    await ioClient(program)
  },
  async story(ground) {
    await ground.start('client')
    await ground.until('client', 'connect_error: websocket error ECONNREFUSED')
    await ground.start('server')
    await ground.until('client', 'connect')
    await ground.until('server', 'connection')
  },
  seen: {
    server: ['connection'],
    client: ['connect_error: websocket error ECONNREFUSED', 'connect'],
  },
}
