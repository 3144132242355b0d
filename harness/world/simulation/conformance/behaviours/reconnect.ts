import type { Behaviour } from '../behaviour.ts'
import { ioClient, ioServer } from '../socket-io.ts'

export const reconnect: Behaviour = {
  title: 'a client whose link was cut connects again once it is healed',
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
    await ground.until('client', 'disconnect: ping timeout')
    await ground.until('server', 'disconnect: ping timeout')
    ground.heal()
    await ground.until('client', 'connect', 2)
    await ground.until('server', 'connection', 2)
  },
  seen: {
    server: ['connection', 'disconnect: ping timeout', 'connection'],
    client: ['connect', 'disconnect: ping timeout', 'connect'],
  },
}
