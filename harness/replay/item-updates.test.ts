import { expect, test } from 'vitest'
import { ItemUpdates } from './item-updates.ts'
import type { Truth, TruthItem } from './truth.ts'

function item(ref: string, likes: readonly (readonly [exchange: number, likeCount: number])[]) {
  const made: TruthItem = {
    ref,
    kind: 'comment',
    id: ref,
    firstExchange: 0,
    firstEpisode: 1,
    fields: {},
    dated: likes.map(([exchange, likeCount]) => ({ episode: 1, exchange, values: { likeCount } })),
  }
  return [ref, made] as const
}

const truth: Truth = {
  items: new Map([
    item('comment:1', [
      [0, 1],
      [4, 2],
      [6, 3],
    ]),
    item('comment:2', [[0, 7]]),
  ]),
  byExchange: [],
}
const both = ['comment:1', 'comment:2']

test('an item counts as updated when its account is shown other values than before', () => {
  const updates = new ItemUpdates(truth)
  expect(updates.shows('acc-1', 0, both)).toEqual([])
  expect(updates.shows('acc-1', 3, both)).toEqual([])
  expect(updates.shows('acc-1', 4, both)).toEqual([{ item: 'comment:1', values: { likeCount: 2 } }])
  expect(updates.shows('acc-1', 5, both)).toEqual([])
  // What it is shown first is news to this account, whatever others have seen.
  expect(updates.shows('acc-2', 4, both)).toEqual([])
})

test('where an episode was skipped, what it changed shows in the next', () => {
  const updates = new ItemUpdates(truth)
  updates.shows('acc-1', 0, both)
  expect(updates.shows('acc-1', 7, both)).toEqual([{ item: 'comment:1', values: { likeCount: 3 } }])
})
