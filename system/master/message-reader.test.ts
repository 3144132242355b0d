import { expect, test } from 'vitest'
import { createMessage, parseMessage } from '../shared/protocol/envelope.ts'
import { WORKER_DATA_SYNC } from '../shared/protocol/messages.ts'
import type { Collections } from '../shared/protocol/models.ts'
import { exampleSync } from '../shared/testing/example-items.ts'
import { MessageReader } from './message-reader.ts'

/** A sync as it comes off the wire, with something done to its items. */
function sync(change: (data: Collections) => unknown = () => undefined): unknown {
  const message = structuredClone(createMessage(WORKER_DATA_SYNC, exampleSync()))
  change(message.payload.snapshot.data)
  return message
}

function itemsOf(parsed: ReturnType<MessageReader['read']>): Collections {
  if (!parsed.ok || parsed.message.type !== WORKER_DATA_SYNC) throw new Error('It is no sync.')
  return parsed.message.payload.snapshot.data
}

const second = ({ comments }: Collections) =>
  comments.push(...structuredClone(comments).map((one) => ({ ...one, commentId: '2' })))

test.each<[string, (data: Collections) => unknown]>([
  ['the same again', () => undefined],
  ['one more', second],
  ['another one first', (data) => [second(data), data.comments.reverse()]],
  ['one less', (data) => data.comments.pop()],
  ['a changed one', (data) => data.contents.map((work) => Object.assign(work, { viewCount: 9 }))],
  ['a field too many', (data) => data.contents.map((work) => Object.assign(work, { more: 1 }))],
  ['a malformed one', (data) => data.comments.map((one) => Object.assign(one, { likeCount: 'x' }))],
  [
    'one more, malformed',
    (data) => [second(data), Object.assign(data.comments[1] ?? {}, { commentId: '' })],
  ],
  ['no item but a word', (data) => Object.assign(data, { messages: ['word'] })],
  ['a collection that is none', (data) => Object.assign(data, { messages: 'word' })],
  ['a collection too few', (data) => Reflect.deleteProperty(data, 'messages')],
])('after a snapshot, %s is read as without it', (_, change) => {
  const reader = new MessageReader()
  reader.read(sync())
  const raw = sync(change)
  const whole = parseMessage(structuredClone(raw), 'worker-to-master')
  expect(reader.read(raw)).toEqual(whole)
  // Nor does what was refused or changed stay behind.
  const again = sync()
  const wholeAgain = parseMessage(structuredClone(again), 'worker-to-master')
  expect(reader.read(again)).toEqual(wholeAgain)
})

test('items that are as they were are the very same', () => {
  const reader = new MessageReader()
  const first = itemsOf(reader.read(sync()))
  const next = itemsOf(reader.read(sync(second)))
  expect(next.contents).toBe(first.contents)
  expect(next.comments[0]).toBe(first.comments[0])
  expect(next.comments[1]?.commentId).toBe('2')
})

test('what is no snapshot is read as ever', () => {
  const reader = new MessageReader()
  for (const raw of [
    null,
    'word',
    {},
    { type: WORKER_DATA_SYNC },
    { ...Object(sync()), payload: 1 },
  ]) {
    expect(reader.read(raw)).toEqual(parseMessage(raw, 'worker-to-master'))
  }
})
