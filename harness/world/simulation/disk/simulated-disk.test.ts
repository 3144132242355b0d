import { expect, test, vi } from 'vitest'
import type { HostDatabase } from '../../../../system/shared/host.ts'
import { SimulatedDisk } from './simulated-disk.ts'

/** Opens a database with one table in a new process, as production code would. */
function opened(disk: SimulatedDisk, synchronous: 'FULL' | 'NORMAL' | 'OFF' = 'FULL') {
  const database = disk.mount().openDatabase('a.sqlite')
  database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}`)
  database.exec('CREATE TABLE IF NOT EXISTS word (text TEXT)')
  return database
}

function put(database: HostDatabase, text: string): void {
  database.prepare('INSERT INTO word VALUES (?)').run(text)
}

function words(disk: SimulatedDisk): unknown[] {
  const database = disk.mount().openDatabase('a.sqlite')
  return database
    .prepare('SELECT text FROM word')
    .all()
    .map(({ text }) => text)
}

/** More than any free page holds. */
const long = 'x'.repeat(10_000)

test.each(['FULL', 'NORMAL', 'OFF'] as const)(
  'a killed process loses its open transaction and nothing else, with synchronous = %s',
  (synchronous) => {
    const disk = new SimulatedDisk('master')
    const database = opened(disk, synchronous)
    put(database, 'committed')
    database.exec('BEGIN')
    put(database, 'open')
    disk.processEnded()
    expect(words(disk)).toEqual(['committed'])
  },
)

test('a loss of power takes the open transaction, and no commit that was synced', () => {
  const disk = new SimulatedDisk('master')
  const database = opened(disk)
  put(database, 'one')
  database.exec('BEGIN')
  put(database, 'two')
  database.exec('COMMIT')
  database.exec('BEGIN')
  put(database, 'open')
  disk.losePower()
  expect(words(disk)).toEqual(['one', 'two'])
})

test.each([
  ['NORMAL', ['synced', 'checkpointed']],
  ['OFF', ['synced']],
] as const)(
  'a loss of power takes what synchronous = %s did not sync, also after a kill',
  (synchronous, kept) => {
    const disk = new SimulatedDisk('master')
    const database = opened(disk)
    put(database, 'synced')
    database.exec(`PRAGMA synchronous = ${synchronous}`)
    put(database, 'checkpointed')
    database.exec('PRAGMA wal_checkpoint')
    put(database, 'not synced')
    disk.processEnded()
    expect(words(disk)).toEqual(['synced', 'checkpointed', 'not synced'])
    disk.losePower()
    expect(words(disk)).toEqual(kept)
  },
)

test('closing a database syncs it, unless synchronous = OFF', () => {
  for (const [synchronous, kept] of [
    ['NORMAL', ['a']],
    ['OFF', []],
  ] as const) {
    const disk = new SimulatedDisk('master')
    opened(disk).close()
    const database = opened(disk, synchronous)
    put(database, 'a')
    database.close()
    disk.losePower()
    expect(words(disk)).toEqual(kept)
  }
})

test('a full disk gives SQLite’s own error until it is healed, and what was there stays', () => {
  const disk = new SimulatedDisk('master')
  const database = opened(disk)
  put(database, 'before')
  const touched = vi.fn()
  const heal = disk.fill(touched)
  expect(touched).not.toHaveBeenCalled()
  database.exec('BEGIN')
  for (let n = 0; n < 2; n++) {
    expect(() => put(database, long)).toThrow(
      expect.objectContaining({
        message: 'database or disk is full',
        code: 'ERR_SQLITE_ERROR',
        errcode: 13,
      }),
    )
  }
  expect(touched).toHaveBeenCalledOnce()
  if (database.isTransaction) database.exec('ROLLBACK')
  heal()
  put(database, long)
  disk.processEnded()
  expect(words(disk)).toEqual(['before', long])
})

test('a failing disk fails every call and ends the transaction, until the last fault is healed', () => {
  const disk = new SimulatedDisk('master')
  const database = opened(disk)
  const statement = database.prepare('INSERT INTO word VALUES (?)')
  database.exec('BEGIN')
  statement.run('open')
  const touched = [vi.fn(), vi.fn()]
  const heals = touched.map((each) => disk.fail(each))
  const failure = { message: 'disk I/O error', code: 'ERR_SQLITE_ERROR' }
  expect(() => statement.run('more')).toThrow(expect.objectContaining({ ...failure, errcode: 778 }))
  expect(() => database.prepare('SELECT 1')).toThrow(
    expect.objectContaining({ ...failure, errcode: 266 }),
  )
  expect(() => disk.mount().openDatabase('a.sqlite')).toThrow(
    /^Could not open the database \/master\/a\.sqlite: EIO: i\/o error, open\. See that/,
  )
  heals[0]?.()
  expect(() => disk.mount().openDatabase('a.sqlite')).toThrow('EIO')
  heals[1]?.()
  expect(touched.map((each) => each.mock.calls.length)).toEqual([1, 1])
  expect(words(disk)).toEqual([])
})

test('files outlive the process; a loss of power takes only what was added to them', () => {
  const disk = new SimulatedDisk('worker-1')
  const { files } = disk.mount()
  files.write('token', 'secret')
  files.append('out.log', 'one\n', { maxBytes: 100 })
  disk.processEnded()
  const next = disk.mount().files
  expect([next.read('token'), next.read('out.log')]).toEqual(['secret', 'one\n'])
  next.append('token', 'more', { maxBytes: 100 })
  disk.losePower()
  const last = disk.mount().files
  expect([last.read('token'), last.read('out.log')]).toEqual(['secret', undefined])
})

test('a file that is added to past its limit is moved aside', () => {
  const { files } = new SimulatedDisk('worker-1').mount()
  for (const text of ['aaa', 'bbb', 'ccc']) files.append('log', text, { maxBytes: 6 })
  expect([files.read('log'), files.read('log.1')]).toEqual(['ccc', 'aaabbb'])
})

test('a full disk still gives what is on it, a failing one does not', () => {
  const disk = new SimulatedDisk('worker-1')
  const { files } = disk.mount()
  files.write('token', 'old')
  const healFull = disk.fill(() => undefined)
  expect(() => files.write('token', 'new')).toThrow(
    expect.objectContaining({ code: 'ENOSPC', errno: -28, syscall: 'write' }),
  )
  expect(files.read('token')).toBe('old')
  healFull()
  const heal = disk.fail(() => undefined)
  expect(() => files.read('token')).toThrow(
    expect.objectContaining({ code: 'EIO', errno: -5, syscall: 'read' }),
  )
  heal()
  expect(files.read('token')).toBe('old')
})

test('a dead process reaches nothing, and disturbs no living one', () => {
  const disk = new SimulatedDisk('master')
  const dead = disk.mount()
  const deadDatabase = dead.openDatabase('a.sqlite')
  deadDatabase.exec('CREATE TABLE word (text TEXT)')
  disk.processEnded()
  const living = opened(disk)
  put(living, 'alive')
  dead.files.write('token', 'dead')
  deadDatabase.exec('DELETE FROM word')
  expect(deadDatabase.prepare('SELECT text FROM word').all()).toEqual([])
  dead.openDatabase('a.sqlite').exec('DROP TABLE word')
  deadDatabase.close()
  living.close()
  expect(disk.mount().files.read('token')).toBeUndefined()
  expect(words(disk)).toEqual(['alive'])
})
