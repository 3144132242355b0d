import { createServer, request } from 'node:http'
import type { Behaviour, Program } from '../behaviour.ts'

export const httpKeepAlive: Behaviour = {
  title: 'plain requests, one after the other, share a connection; a killed server resets it',
  cuts: false,
  async server(program) {
    const http = createServer((incoming, response) => {
      if (incoming.url === '/never') {
        program.note('asked for ever')
        return
      }
      let length = 0
      incoming.on('data', (bytes) => {
        length += bytes.length
      })
      incoming.on('end', () => response.end(`${incoming.method} ${length}`))
    })
    http.on('connection', () => program.note('connection'))
    await program.listen(http)
  },
  async client(program) {
    await ask(program, 'GET', '/')
    await ask(program, 'POST', '/', 300_000)
    await ask(program, 'GET', '/')
    program.onCommand(() => {
      ask(program, 'GET', '/never')
    })
  },
  async story(ground) {
    await ground.start('server')
    await ground.start('client')
    ground.command('client', 'ask for ever')
    await ground.until('server', 'asked for ever')
    await ground.kill('server')
    await ground.until('client', 'ECONNRESET socket hang up')
  },
  seen: {
    server: ['connection', 'asked for ever'],
    client: [
      '200 keep-alive GET 0',
      '200 keep-alive POST 300000',
      '200 keep-alive GET 0',
      'ECONNRESET socket hang up',
    ],
  },
}

function ask(program: Program, method: string, path: string, bytes = 0): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { agent } = program
  const asked = request(`${program.url}${path}`, { method, ...(agent ? { agent } : {}) })
  asked.on('response', (response) => {
    let text = `${response.statusCode} ${response.headers.connection} `
    response.on('data', (part) => {
      text += part
    })
    response.on('end', () => {
      program.note(text)
      resolve()
    })
  })
  asked.on('error', (error) => {
    program.note(`${Reflect.get(error, 'code')} ${error.message}`)
    resolve()
  })
  asked.end('x'.repeat(bytes))
  return promise
}
