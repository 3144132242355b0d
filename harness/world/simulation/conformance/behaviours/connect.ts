import type { Behaviour } from '../behaviour.ts'
import { ioClient, ioServer } from '../socket-io.ts'

export const connect: Behaviour = {
  title: 'a client connects, and an emit is acknowledged',
  cuts: false,
  async server(program) {
    await ioServer(program, (socket) => {
      socket.on('question', (word: string, answer: (word: string) => void) => answer(`${word}!`))
    })
  },
  async client(program) {
    const socket = await ioClient(program)
    socket.emit('question', 'well', (word: string) => program.note(`answer: ${word}`))
  },
  async story(ground) {
    await ground.start('server')
    await ground.start('client')
    await ground.until('client', 'answer: well!')
    await ground.until('server', 'connection')
  },
  seen: { server: ['connection'], client: ['connect', 'answer: well!'] },
}
