import { createServer, request } from 'node:http'
import type { Behaviour, Program } from '../behaviour.ts'

export const resetBeforeAccept: Behaviour = {
  title:
    'a connection that is reset before a frozen server has taken it harms nobody: http hears of it, and answers the next',
  cuts: false,
  async server(program) {
    const http = createServer((_request, response) => response.end())
    http.on('connection', () => program.note('connection'))
    http.on('clientError', (error, socket) => {
      program.note(`client error ${Reflect.get(error, 'code')}`)
      socket.destroy()
    })
    await program.listen(http)
  },
  client(program) {
    program.onCommand((command) => (command === 'reset' ? resetAtOnce(program) : ask(program)))
  },
  async story(ground) {
    await ground.start('server')
    await ground.start('client')
    ground.freeze('server')
    ground.command('client', 'reset')
    await ground.until('client', 'reset')
    ground.thaw('server')
    await ground.until('server', 'client error ECONNRESET')
    ground.command('client', 'ask')
    await ground.until('client', 'answer 200')
  },
  seen: {
    server: ['connection', 'client error ECONNRESET', 'connection'],
    client: ['reset', 'answer 200'],
  },
}

function begin({ url, agent }: Program) {
  return request(url, agent ? { agent } : {})
}

function resetAtOnce(program: Program): void {
  const asked = begin(program)
  asked.on('error', () => program.note('reset'))
  asked.on('socket', (socket) => socket.once('connect', () => socket.resetAndDestroy()))
}

function ask(program: Program): void {
  begin(program)
    .on('response', (response) => {
      program.note(`answer ${response.resume().statusCode}`)
    })
    .end()
}
