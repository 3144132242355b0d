import { expect, test } from 'vitest'
import { recordOf, run } from './make-record.ts'
import { unaskedOf, unaskedSentence } from './unasked.ts'

const url = 'https://pages.test/list'
const first = [{ exchange: 4, method: 'GET', url, episode: 'monday' }]
const unasked = { count: 3, of: 12, statics: 5, first }

test('a record tells what its run never asked for, with the first of it', () => {
  const told = unaskedOf(recordOf(run, { at: 9, kind: 'unasked', ...unasked }))
  expect(told).toEqual(unasked)
  expect(unaskedSentence(unasked)).toBe(
    `3 of 12 recorded answers were never asked for, first: GET ${url} (episode monday)`,
  )
})

test('there is nothing to tell where all was asked for, or nobody looked', () => {
  expect(unaskedOf(recordOf(run))).toBeUndefined()
  expect(unaskedSentence({ count: 0, of: 12, statics: 5, first: [] })).toBeUndefined()
})
