import type { Behaviour } from '../behaviour.ts'
import { ioClient, ioServer, largestMessageBytes } from '../socket-io.ts'

export const oversizeFrame: Behaviour = {
  title: 'a frame that is too large closes its connection, and the client connects anew',
  cuts: false,
  async server(program) {
    await ioServer(program, (socket) => {
      socket.on('data', (text: string) => program.note(`${text.length} letters`))
    })
  },
  async client(program) {
    const socket = await ioClient(program)
    program.onCommand((length) => {
      socket.emit('data', 'x'.repeat(Number(length)))
    })
  },
  async story(ground) {
    await ground.start('server')
    await ground.start('client')
    await ground.until('client', 'connect')
    ground.command('client', '9000')
    await ground.until('server', '9000 letters')
    ground.command('client', String(largestMessageBytes + 1))
    await ground.until('client', 'connect', 2)
    await ground.until('server', 'connection', 2)
  },
  seen: {
    server: ['connection', '9000 letters', 'disconnect: transport error', 'connection'],
    client: ['connect', 'disconnect: transport close', 'connect'],
  },
}
