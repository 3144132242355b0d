import type { Behaviour } from '../behaviour.ts'

export const fileAcrossRestart: Behaviour = {
  title: 'files that a process wrote are there for the next one, also after a kill',
  cuts: false,
  server({ disk: { files }, note }) {
    note(`token: ${files.read('token') ?? 'none'}, log: ${files.read('logs/out.log') ?? 'none'}`)
    files.write('token', 'an old one', { private: true })
    files.write('token', 'secret', { private: true })
    for (const word of ['one', 'two', 'three']) {
      files.append('logs/out.log', `${word} `, { maxBytes: 10 })
    }
  },
  client: () => undefined,
  async story(ground) {
    await ground.start('server')
    await ground.kill('server')
    await ground.start('server')
  },
  seen: {
    server: ['token: none, log: none', 'token: secret, log: three '],
    client: [],
  },
}
