import type { Behaviour } from '../behaviour.ts'
import { ioClient, ioServer } from '../socket-io.ts'

export const frozenPeer: Behaviour = {
  title:
    'a frozen client is given up; thawed, it finds its own timer late before it sees that, and comes back',
  cuts: false,
  async server(program) {
    await ioServer(program, (socket) => {
      // Long after the client's own timer for it was due as well.
      socket.on('disconnect', () => setTimeout(() => program.note('well after'), 400))
    })
  },
  async client(program) {
    await ioClient(program)
  },
  async story(ground) {
    await ground.start('server')
    await ground.start('client')
    await ground.until('client', 'connect')
    ground.freeze('client')
    await ground.until('server', 'well after')
    ground.thaw('client')
    await ground.until('client', 'connect', 2)
    await ground.until('server', 'connection', 2)
  },
  seen: {
    server: ['connection', 'disconnect: ping timeout', 'well after', 'connection'],
    client: ['connect', 'disconnect: ping timeout', 'connect'],
  },
}
