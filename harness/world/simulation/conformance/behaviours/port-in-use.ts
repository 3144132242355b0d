import { createServer } from 'node:http'
import type { Behaviour } from '../behaviour.ts'

export const portInUse: Behaviour = {
  title: 'a port is taken once, and free again when its server has closed',
  cuts: false,
  async server(program) {
    const [first, second] = [createServer(), createServer()]
    await program.listen(first)
    await program.listen(second).catch((error) => program.note(error.code))
    await new Promise((resolve) => first.close(resolve))
    await program.listen(second)
    program.note('listening')
  },
  client: () => undefined,
  async story(ground) {
    await ground.start('server')
  },
  seen: { server: ['EADDRINUSE', 'listening'], client: [] },
}
