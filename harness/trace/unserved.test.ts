import { expect, test } from 'vitest'
import type { UnservedEntry } from '../journal/entry.ts'
import { unservedSentence } from './unserved.ts'

const entry: UnservedEntry = {
  at: 0,
  kind: 'unserved',
  accountId: 'acc-1',
  method: 'GET',
  url: 'https://pages.test/a',
}
const asked = 'acc-1 asked for GET https://pages.test/a'

test.each([
  [entry, `${asked}, which the recording lacks`],
  [
    { ...entry, nearest: 'https://pages.test/b' },
    `${asked}, which the recording lacks; the nearest it has is https://pages.test/b`,
  ],
  [
    { ...entry, elsewhere: { episode: 'monday' } },
    `${asked}, which the recording has only in its later episode monday`,
  ],
  [
    { ...entry, elsewhere: { episode: 'monday', account: 'bob' } },
    `${asked}, which the recording has only for its account bob, in the episode monday`,
  ],
  [
    { ...entry, count: 3 },
    `${asked}, and 2 times more for this or something else, which the recording lacks`,
  ],
  [
    { ...entry, accountId: '', message: 'hi' },
    'A page sent over https://pages.test/a the message "hi", which the recording lacks',
  ],
])('%j is told in a sentence', (told, sentence) => {
  expect(unservedSentence(told)).toBe(sentence)
})
