import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesBelow, openDatabaseBelow } from './files-below.ts'

function folder(): { path: string } & Disposable {
  const path = mkdtempSync(join(tmpdir(), 'files-test-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

test('a private file is readable by its owner only', () => {
  using data = folder()
  const files = filesBelow(data.path)
  files.write('token', 'secret', { private: true })
  expect(statSync(join(data.path, 'token')).mode & 0o777).toBe(0o600)
  expect(files.read('token')).toBe('secret')
  expect(files.read('other')).toBeUndefined()
})

test('a file that is added to keeps within its limit, and one older part of it', () => {
  using data = folder()
  const files = filesBelow(data.path)
  for (let n = 0; n < 50; n++) files.append('logs/out.log', `line ${n}\n`, { maxBytes: 100 })
  expect(readdirSync(join(data.path, 'logs')).sort()).toEqual(['out.log', 'out.log.1'])
  expect(readFileSync(join(data.path, 'logs/out.log'), 'utf8')).toContain('line 49')
  expect(statSync(join(data.path, 'logs/out.log')).size).toBeLessThanOrEqual(100)
})

test.each(['../out', '/etc/passwd', 'a/../../b'])(
  'the name %s leads out and is refused',
  (name) => {
    using data = folder()
    expect(() => filesBelow(data.path).read(name)).toThrow('leads out of the data folder')
  },
)

test('a file is replaced as a whole, and nothing is left beside it', () => {
  using data = folder()
  const files = filesBelow(data.path)
  // What an earlier write, broken off, may have left.
  writeFileSync(join(data.path, 'token.new'), 'a half', { mode: 0o644 })
  files.write('token', 'one', { private: true })
  files.write('token', 'two', { private: true })
  expect(readdirSync(data.path)).toEqual(['token'])
  expect(files.read('token')).toBe('two')
  expect(statSync(join(data.path, 'token')).mode & 0o777).toBe(0o600)
})

test('a database and all that SQLite puts beside it are readable by its owner only', () => {
  using data = folder()
  const database = openDatabaseBelow(data.path, 'store.sqlite')
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n)')
  const modes = readdirSync(data.path).map((name) => statSync(join(data.path, name)).mode & 0o777)
  database.close()
  expect(modes).toEqual([0o600, 0o600, 0o600])
})

test('a database that cannot be opened is one sentence that says what to do', () => {
  using data = folder()
  writeFileSync(join(data.path, 'file'), '')
  expect(() => openDatabaseBelow(data.path, 'file/store.sqlite')).toThrow(
    /^Could not open the database .*: .*\. See that this user can read and write it/,
  )
})
