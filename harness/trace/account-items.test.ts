import { expect, test } from 'vitest'
import { AccountItems } from './account-items.ts'

const items = (...given: [account: string, ...items: string[]][]) => {
  const all = new AccountItems()
  for (const [account, ...own] of given) all.add(account, own)
  return all
}

test('the same item of two accounts is two items', () => {
  const shown = items(['acc-1', 'a', 'b'], ['acc-2', 'a'], ['acc-1', 'b', 'c'], ['acc-3'])
  expect(shown.size).toBe(4)
  expect(shown.accounts).toEqual(['acc-1', 'acc-2', 'acc-3'])
  expect(shown.sizeOf(['acc-2', 'acc-4'])).toBe(1)
  expect([shown.has('acc-1', 'c'), shown.has('acc-2', 'c')]).toEqual([true, false])
  expect([...shown.minus(items(['acc-1', 'a', 'c']))]).toEqual([
    ['acc-1', 'b'],
    ['acc-2', 'a'],
  ])
})

test('what names no account may be of any', () => {
  const unnamed = items(['', 'a'])
  expect(unnamed.accounts).toEqual([])
  expect([unnamed.has('acc-1', 'a'), unnamed.has('', 'a'), unnamed.has('', 'b')]).toEqual([
    true,
    true,
    false,
  ])
  const mixed = items(['', 'a'], ['acc-1', 'b'])
  expect([...items(['', 'a', 'b', 'c'], ['acc-2', 'a', 'b']).minus(mixed)]).toEqual([
    ['', 'c'],
    ['acc-2', 'b'],
  ])
  mixed.add('acc-1', ['c'])
  expect(mixed.has('', 'c')).toBe(true)
  expect(mixed.sizeOf(['acc-1'])).toBe(3)
})
