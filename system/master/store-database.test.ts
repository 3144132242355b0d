import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { accountId, exampleItems } from '../shared/testing/example-items.ts'
import { testHost } from '../shared/testing/test-host.ts'
import { DataStore } from './data-store.ts'
import { StoreDatabase } from './store-database.ts'

/** A store over a database, as Master has it. */
function storeOver(database: StoreDatabase): DataStore {
  return new DataStore((change) => database.write(change), database.load())
}

test('what was merged is there after a restart, in the same order and with the newest fields', async () => {
  using host = await testHost()
  const { contents, ...others } = exampleItems()
  const more = contents.map((work) => ({ ...work, contentId: '1' }))
  const before = (() => {
    using database = new StoreDatabase(host)
    const store = storeOver(database)
    store.merge(accountId, 'douyin', { contents: [...contents, ...more], ...others })
    store.merge(accountId, 'douyin', {
      contents: contents.map((work) => ({ ...work, viewCount: 999 })),
      ...others,
    })
    store.merge('acc-2', 'douyin', { contents: [], comments: [], conversations: [], messages: [] })
    return { data: store.accountData(accountId), stats: store.stats() }
  })()
  using database = new StoreDatabase(host)
  const store = storeOver(database)
  expect(store.accountData(accountId)).toEqual(before.data)
  expect(store.stats()).toEqual(before.stats)
  expect(before.data?.contents.map(({ viewCount }) => viewCount)).toEqual([999, more[0]?.viewCount])
})

test('a full disk refuses a change as a whole, with a sentence, and takes it once there is room', async () => {
  using host = await testHost()
  let limit = (_pages: number): void => undefined
  using database = new StoreDatabase({
    dataDir: host.dataDir,
    openDatabase(name) {
      const opened = host.openDatabase(name)
      limit = (pages) => opened.exec(`PRAGMA max_page_count = ${pages}`)
      return opened
    },
  })
  const store = storeOver(database)
  limit(1)
  const { comments, ...others } = exampleItems()
  const many = Array.from({ length: 100 }, (_, n) =>
    comments.map((comment) => ({ ...comment, commentId: `${n}` })),
  ).flat()
  const merge = () => store.merge(accountId, 'douyin', { comments: many, ...others })
  expect(merge).toThrow(
    /^Could not write \d+ items of acc-1 to store.sqlite: database or disk is full$/,
  )
  expect(database.load()).toEqual(new Map())
  limit(1_000_000)
  merge()
  expect(database.load().get(accountId)?.comments.size).toBe(100)
})

test.each([
  ['no database', 'nothing that SQLite knows'.repeat(100)],
  ['cut off', undefined],
])('a damaged file (%s) is refused with what to do, and left as it is', async (_what, text) => {
  using host = await testHost()
  const path = join(host.dataDir, 'store.sqlite')
  {
    using database = new StoreDatabase(host)
    storeOver(database).merge(accountId, 'douyin', exampleItems())
  }
  const whole = readFileSync(path)
  writeFileSync(path, text ?? whole.subarray(0, whole.length - 4096))
  const damaged = readFileSync(path)
  expect(() => new StoreDatabase(host)).toThrow(
    /^Could not use the store in .*store\.sqlite: .*\. It is left as it is\. Put a good copy in its place, or move it away/,
  )
  expect(readFileSync(path).equals(damaged)).toBe(true)
})

test('an item that is not as it has to be is refused at the start by its name', async () => {
  using host = await testHost()
  {
    using database = new StoreDatabase(host)
    storeOver(database).merge(accountId, 'douyin', exampleItems())
  }
  const raw = host.openDatabase('store.sqlite')
  raw.exec(`UPDATE item SET data = '{}' WHERE collection = 'comments'`)
  raw.close()
  using database = new StoreDatabase(host)
  expect(() => database.load()).toThrow(/comment:\d+ is not as an item has to be\. It is left/)
})

test('a database of a later Master, and one that another Master uses, are refused', async () => {
  using host = await testHost()
  {
    using _used = new StoreDatabase(host)
    expect(() => new StoreDatabase(host)).toThrow('database is locked. Another Master uses it')
  }
  const raw = host.openDatabase('store.sqlite')
  raw.exec('PRAGMA user_version = 7')
  raw.close()
  expect(() => new StoreDatabase(host)).toThrow('(schema 7, this one knows 1)')
})
