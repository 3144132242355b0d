import type { Behaviour } from '../behaviour.ts'
import { ioClient, ioServer } from '../socket-io.ts'

export const serverRestart: Behaviour = {
  title: 'a killed server is noticed at once, refuses, and is found again on the same port',
  cuts: false,
  async server(program) {
    await ioServer(program)
  },
  async client(program) {
    await ioClient(program)
  },
  async story(ground) {
    await ground.start('server')
    await ground.start('client')
    await ground.until('client', 'connect')
    await ground.until('server', 'connection')
    await ground.kill('server')
    await ground.until('client', 'connect_error: websocket error ECONNREFUSED')
    await ground.start('server')
    await ground.until('client', 'connect', 2)
    await ground.until('server', 'connection')
  },
  seen: {
    // Both lives note the same.
    server: ['connection'],
    client: [
      'connect',
      'disconnect: transport close',
      'connect_error: websocket error ECONNREFUSED',
      'connect',
    ],
  },
}
