import type { Behaviour } from '../behaviour.ts'
import { openWords, putWord } from '../word-database.ts'

export const diskAfterKill: Behaviour = {
  title: 'a process killed inside a transaction loses that one, and nothing that it had committed',
  cuts: false,
  server(program) {
    const database = openWords(program)
    program.onCommand((word) => {
      if (word === 'three') database.exec('BEGIN')
      putWord(database, word)
      program.note(`${word}${database.isTransaction ? ', not committed' : ''}`)
    })
  },
  client: () => undefined,
  async story(ground) {
    await ground.start('server')
    ground.command('server', 'one')
    ground.command('server', 'two')
    ground.command('server', 'three')
    await ground.until('server', 'three, not committed')
    await ground.kill('server')
    await ground.start('server')
    await ground.until('server', 'words: one two')
  },
  seen: {
    server: ['words: none', 'one', 'two', 'three, not committed', 'words: one two'],
    client: [],
  },
}
