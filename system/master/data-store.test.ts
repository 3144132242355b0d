import { expect, test } from 'vitest'
import { itemRefsOf } from '../shared/protocol/models.ts'
import { accountId, exampleItems } from '../shared/testing/example-items.ts'
import { DataStore } from './data-store.ts'
import { refsOf } from './stored-account.ts'

const refs = itemRefsOf(exampleItems())

test('new items are added and counted', () => {
  const store = new DataStore(() => undefined)
  expect(store.merge(accountId, 'douyin', exampleItems())).toEqual({
    added: refs,
    updated: [],
    unchanged: 0,
  })
  expect(store.stats()).toMatchObject({
    totalAccounts: 1,
    totalContents: 1,
    totalComments: 1,
    totalConversations: 1,
    totalMessages: 1,
    lastUpdate: expect.any(Number),
  })
  expect(store.accountData(accountId)).toMatchObject(exampleItems())
})

test('the same snapshot again changes nothing', () => {
  const store = new DataStore(() => undefined)
  store.merge(accountId, 'douyin', exampleItems())
  const again = store.merge(accountId, 'douyin', exampleItems())
  expect(again).toEqual({ added: [], updated: [], unchanged: refs.length })
})

test('a changed item is replaced, and a missing one stays', () => {
  const store = new DataStore(() => undefined)
  store.merge(accountId, 'douyin', exampleItems())
  const contents = exampleItems().contents.map((work) => ({ ...work, viewCount: 999 }))
  const later = { contents, comments: [], conversations: [], messages: [] }
  expect(store.merge(accountId, 'douyin', later)).toMatchObject({ updated: [refs[0]] })
  expect(store.accountData(accountId)?.contents[0]?.viewCount).toBe(999)
  expect(store.accountData(accountId)?.comments).toHaveLength(1)
})

test('accounts are kept apart, and an empty snapshot makes an account', () => {
  const store = new DataStore(() => undefined)
  store.merge(accountId, 'douyin', exampleItems())
  const empty = { contents: [], comments: [], conversations: [], messages: [] }
  store.merge('acc-2', 'douyin', empty)
  expect(store.stats()).toMatchObject({ totalAccounts: 2, totalComments: 1 })
  expect(store.has('acc-2', refs[0] ?? '')).toBe(false)
  expect(store.has(accountId, refs[0] ?? '')).toBe(true)
  expect(store.accountData('acc-3')).toBeUndefined()
})

test('only what is new or has changed is made to last, before it is in the store', () => {
  const changes: string[][] = []
  const store = new DataStore(({ items }) => {
    changes.push(refsOf(items))
    expect(refsOf(items).filter((ref) => store.has(accountId, ref))).toEqual([])
  })
  const { comments, ...others } = exampleItems()
  store.merge(accountId, 'douyin', { comments: [], ...others })
  store.merge(accountId, 'douyin', exampleItems())
  store.merge(accountId, 'douyin', exampleItems())
  const comment = refs.filter((ref) => ref.startsWith('comment:'))
  expect(changes).toEqual([refs.filter((ref) => !comment.includes(ref)), comment])
})

test('what could not be made to last is not in the store, and the next merge tries it again', () => {
  let full = true
  const store = new DataStore(() => {
    if (full) throw new Error('the disk is full')
  })
  expect(() => store.merge(accountId, 'douyin', exampleItems())).toThrow('the disk is full')
  expect(store.accountData(accountId)).toBeUndefined()
  full = false
  expect(store.merge(accountId, 'douyin', exampleItems()).added).toEqual(refs)
})

test('an item that comes twice in one snapshot is one, as it came last', () => {
  const store = new DataStore(() => undefined)
  const { contents, ...others } = exampleItems()
  const later = contents.map((work) => ({ ...work, viewCount: 999 }))
  store.merge(accountId, 'douyin', { contents: [...contents, ...later], ...others })
  expect(store.accountData(accountId)?.contents).toEqual(later)
})
