import type { Behaviour } from '../behaviour.ts'
import { ioClient, ioServer } from '../socket-io.ts'

export const pingTimeout: Behaviour = {
  title: 'both ends notice a cut by the ping timeout, and the client cannot connect anew',
  cuts: true,
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
    ground.cut()
    await ground.until('server', 'disconnect: ping timeout')
    await ground.until('client', 'connect_error: timeout')
  },
  seen: {
    server: ['connection', 'disconnect: ping timeout'],
    client: ['connect', 'disconnect: ping timeout', 'connect_error: timeout'],
  },
}
