import type { Behaviour } from '../behaviour.ts'
import { ioClient, ioServer } from '../socket-io.ts'

export const peerKill: Behaviour = {
  title: 'a killed client is noticed at once, and what it had emitted still arrives',
  cuts: false,
  async server(program) {
    await ioServer(program, (socket) => {
      socket.on('word', (word: string) => program.note(word))
    })
  },
  async client(program) {
    const socket = await ioClient(program)
    socket.emit('word', 'farewell')
  },
  async story(ground) {
    await ground.start('server')
    await ground.start('client')
    await ground.until('client', 'connect')
    await ground.until('server', 'farewell')
    await ground.kill('client')
    await ground.until('server', 'disconnect: transport close')
  },
  seen: {
    server: ['connection', 'farewell', 'disconnect: transport close'],
    client: ['connect'],
  },
}
