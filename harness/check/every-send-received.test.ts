import { expect, test } from 'vitest'
import { recordOf, spanLine, started } from '../trace/make-record.ts'
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

test('a send whose sender was told that no acknowledgement came is known to have failed', () => {
  const within = (parent: string) =>
    spanLine({
      name: 'socket.emit',
      id: 'b',
      parent,
      attributes: { 'messaging.operation.type': 'send' },
    })
  const push = (error: boolean) => spanLine({ name: 'sync.push', id: 'c', parent: 'd', error })
  const snapshot = (error: boolean) => spanLine({ name: 'sync.snapshot', id: 'd', error })
  const rest = [send('a'), receive('a'), within('c')]
  expect(verdict(recordOf(...rest, push(true), snapshot(true)))).toBe('pass')
  expect(verdict(recordOf(...rest, push(false), snapshot(true)))).toBe('pass')
  expect(verdict(recordOf(...rest, push(false), snapshot(false)))).toBe('fail')
})

test('a sender that was killed before it could be told is excused, one that lived is not', () => {
  const within = spanLine({
    name: 'socket.emit',
    id: 'b',
    parent: 'c',
    attributes: { 'messaging.operation.type': 'send' },
  })
  const killed = {
    at: 30,
    kind: 'process',
    instance: 'w',
    host: 'worker-1',
    pid: 1,
    phase: 'killed',
  } as const
  const rest = [started('w', 'worker-1'), send('a'), receive('a'), within]
  expect(verdict(recordOf(...rest, killed))).toBe('pass')
  expect(verdict(recordOf(...rest))).toBe('fail')
  expect(verdict(recordOf(...rest), false)).toBe('pass')
})

test('a send whose answer was awaited in vain is known to have failed', () => {
  const awaited = (id: string, error: boolean) => [
    spanLine({
      name: 'socket.emit',
      id,
      parent: `c${id}`,
      attributes: { 'messaging.operation.type': 'send' },
    }),
    spanLine({ name: 'sync.push', id: `c${id}`, error }),
  ]
  expect(verdict(recordOf(...awaited('a', true), send('b'), receive('b')))).toBe('pass')
  expect(verdict(recordOf(...awaited('a', false), send('b'), receive('b')))).toBe('fail')
})

test('what a killed process received it had no time to tell', () => {
  const over = (connection: string, id: string) =>
    spanLine({
      name: 'socket.emit',
      id,
      attributes: { 'messaging.operation.type': 'send', 'hiscrm.connection.id': connection },
    })
  const heard = (connection: string, instance: string) =>
    spanLine({
      name: 'master.receive',
      instance,
      attributes: {
        'messaging.operation.type': 'process',
        'messaging.message.id': `to-${instance}`,
        'hiscrm.connection.id': connection,
      },
    })
  const killed = {
    at: 1,
    kind: 'process',
    instance: 'm1',
    host: 'master',
    pid: 1,
    phase: 'killed',
  } as const
  const lives = [killed, heard('c1', 'm1'), heard('c2', 'm2')]
  expect(verdict(recordOf(...lives, over('c1', 'a')))).toBe('pass')
  expect(verdict(recordOf(...lives, over('c2', 'a')))).toBe('fail')
})

test('a send of just now may be under way while the run goes on', () => {
  const record = recordOf(send('a'), receive('a'), send('b', 9800))
  expect(verdict(record, false)).toBe('pass')
  expect(verdict(record, true)).toBe('fail')
})

test('no send at all is unknown', () => {
  expect(verdict(recordOf(receive('a')))).toBe('unknown')
})
