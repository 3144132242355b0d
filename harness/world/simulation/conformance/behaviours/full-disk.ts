import { errorText } from '../../../../../system/shared/errors.ts'
import type { Behaviour } from '../behaviour.ts'
import { noteWords, openWords, putWord } from '../word-database.ts'

export const fullDisk: Behaviour = {
  title:
    'a full disk refuses a transaction as a whole, with SQLite’s own error, until there is room',
  cuts: false,
  server(program) {
    const database = openWords(program)
    program.onCommand((word) => {
      try {
        database.exec('BEGIN')
        putWord(database, word)
        // More than any page has free.
        putWord(database, `${word}-`.repeat(3000))
        database.exec('COMMIT')
      } catch (error) {
        const fields = error instanceof Error && 'errcode' in error ? error.errcode : 'none'
        program.note(`${errorText(error)} (${fields}), transaction: ${database.isTransaction}`)
        if (database.isTransaction) database.exec('ROLLBACK')
      }
      noteWords(program, database)
    })
  },
  client: () => undefined,
  async story(ground) {
    await ground.start('server')
    ground.fillDisk('server')
    ground.command('server', 'one')
    await ground.until('server', 'words: none', 2)
    ground.emptyDisk('server')
    ground.command('server', 'two')
    await ground.until('server', 'words: two two-two-two-two-two-')
  },
  seen: {
    server: [
      'words: none',
      'database or disk is full (13), transaction: false',
      'words: none',
      'words: two two-two-two-two-two-',
    ],
    client: [],
  },
}
