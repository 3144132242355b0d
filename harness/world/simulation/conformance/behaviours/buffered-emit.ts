import type { Behaviour } from '../behaviour.ts'
import { ioClient, ioServer } from '../socket-io.ts'

export const bufferedEmit: Behaviour = {
  title: 'what is emitted while disconnected is delivered once, in order, after reconnecting',
  cuts: false,
  async server(program) {
    await ioServer(program, (socket) => {
      socket.on('word', (word: string) => program.note(word))
    })
  },
  async client(program) {
    const socket = await ioClient(program)
    program.onCommand((word) => {
      socket.emit('word', word)
    })
  },
  async story(ground) {
    await ground.start('server')
    await ground.start('client')
    await ground.until('client', 'connect')
    await ground.until('server', 'connection')
    await ground.kill('server')
    await ground.until('client', 'connect_error: websocket error ECONNREFUSED')
    for (const word of ['one', 'two', 'three']) ground.command('client', word)
    await ground.start('server')
    await ground.until('server', 'three')
    ground.command('client', 'four')
    await ground.until('server', 'four')
    await ground.until('client', 'connect', 2)
  },
  seen: {
    server: ['connection', 'one', 'two', 'three', 'four'],
    client: [
      'connect',
      'disconnect: transport close',
      'connect_error: websocket error ECONNREFUSED',
      'connect',
    ],
  },
}
