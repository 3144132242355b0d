import type { Behaviour } from '../behaviour.ts'
import { ioClient, ioServer } from '../socket-io.ts'

export const ackTimeout: Behaviour = {
  title: 'an emit that is not acknowledged in time fails, and a late acknowledgement is ignored',
  cuts: false,
  async server(program) {
    await ioServer(program, (socket) => {
      socket.on('question', (acknowledge: () => void) => setTimeout(acknowledge, 200))
      socket.on('done', () => program.note('done'))
    })
  },
  async client(program) {
    const socket = await ioClient(program)
    // The limits count from the emit on, and a busy machine takes its time to connect.
    socket.once('connect', () => {
      socket.timeout(100).emit('question', (error: Error | null) => program.note(`${error}`))
      socket.timeout(2000).emit('question', (error: Error | null) => {
        program.note(`${error}`)
        socket.emit('done')
      })
    })
  },
  async story(ground) {
    await ground.start('server')
    await ground.start('client')
    await ground.until('server', 'done')
    await ground.until('client', 'null')
  },
  seen: {
    server: ['connection', 'done'],
    client: ['connect', 'Error: operation has timed out', 'null'],
  },
}
