import { expect, test } from 'vitest'
import { recordOf, spanLine } from '../trace/make-record.ts'
import { everySendReceived } from './every-send-received.ts'

const window = { fromMs: 0, toMs: 10_000 }
const send = (id: string, endMs = 20, error = false) =>
  spanLine({
    name: 'socket.emit',
    id,
    endMs,
    error,
    items: ['comment:1'],
    attributes: { 'messaging.operation.type': 'send', 'hiscrm.message.type': 'worker:data:sync' },
  })
const receive = (parent: string, instance = 'm') =>
  spanLine({ name: 'master.receive', parent, instance })
const verdict = (record: ReturnType<typeof recordOf>, final = true) =>
  everySendReceived.judge({ record, window, final, graceMs: 0 }).verdict

test('a send with a receiver in another process holds', () => {
  expect(verdict(recordOf(send('a'), receive('a')))).toBe('pass')
})

test('a send that nobody received is a finding that names the message', () => {
  const record = recordOf(send('a'), receive('a'), send('b'))
  const { findings } = everySendReceived.judge({ record, window, final: true, graceMs: 0 })
  expect(findings).toMatchObject([
    { summary: 'w sent worker:data:sync and nobody received it.', items: ['comment:1'] },
  ])
})

test('a child span of the sender itself is no receiver', () => {
  expect(verdict(recordOf(send('a'), receive('a', 'w')))).toBe('fail')
})

test('a send that ended in error is known to have failed', () => {
  expect(verdict(recordOf(send('a'), receive('a'), send('b', 20, true)))).toBe('pass')
})

test('a send of just now may be under way while the run goes on', () => {
  const record = recordOf(send('a'), receive('a'), send('b', 9800))
  expect(verdict(record, false)).toBe('pass')
  expect(verdict(record, true)).toBe('fail')
})

test('no send at all is unknown', () => {
  expect(verdict(recordOf(receive('a')))).toBe('unknown')
})
