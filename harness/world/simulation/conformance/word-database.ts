/** A database of words, for the behaviours that are about disks. */
import type { HostDatabase } from '../../../../system/shared/host.ts'
import type { Program } from './behaviour.ts'

/** Opens it as Master does its store, and notes which words are in it. */
export function openWords(program: Program): HostDatabase {
  const database = program.disk.openDatabase('words.sqlite')
  database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL')
  database.exec('CREATE TABLE IF NOT EXISTS word (text TEXT)')
  noteWords(program, database)
  return database
}

export function putWord(database: HostDatabase, text: string): void {
  database.prepare('INSERT INTO word VALUES (?)').run(text)
}

export function noteWords(program: Program, database: HostDatabase): void {
  const rows = database.prepare('SELECT text FROM word').all()
  program.note(`words: ${rows.map(({ text }) => String(text).slice(0, 20)).join(' ') || 'none'}`)
}
