import { expect, test } from 'vitest'
import type { Entry } from '../journal/entry.ts'
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

test('a send of just now may be under way while the run goes on', () => {
  const record = recordOf(send('a'), receive('a'), send('b', 9800))
  expect(verdict(record, false)).toBe('pass')
  expect(verdict(record, true)).toBe('fail')
})

test('no send at all is unknown', () => {
  expect(verdict(recordOf(receive('a')))).toBe('unknown')
})

const hosts = [started('w', 'worker-1'), started('m', 'master')]
const cut = (at: number, phase: 'planted' | 'healed'): Entry => ({
  at,
  kind: 'fault',
  fault: 'partition:worker-1/master',
  hosts: ['worker-1', 'master'],
  phase,
})
const sent = (id: string, from: string) =>
  spanLine({
    name: 'socket.emit',
    id,
    parent: from,
    endMs: 20,
    attributes: { 'messaging.operation.type': 'send' },
  })
const beat = (id: string, error: boolean) =>
  spanLine({ name: 'worker.heartbeat', id, error, endMs: 60 })

test('what a fault kept from its receiver is excused where its sender knows, and nowhere else', () => {
  const good = [...hosts, send('a'), receive('a')]
  const fault = [cut(5, 'planted'), cut(50, 'healed')]
  const told = [sent('b', 'c'), beat('c', true)]
  expect(verdict(recordOf(...good, ...told, ...fault))).toBe('pass')
  expect(verdict(recordOf(...good, ...told))).toBe('fail')
  expect(verdict(recordOf(...good, sent('b', 'c'), beat('c', false), ...fault))).toBe('fail')
})

test('a receiver that was killed before it handed its span over may have received it', () => {
  const killed = (at: number) =>
    ({ at, kind: 'process', instance: 'm', host: 'master', pid: 1, phase: 'killed' }) as const
  const good = [...hosts, send('a'), receive('a'), sent('b', 'c'), beat('c', false)]
  expect(verdict(recordOf(...good, killed(70)))).toBe('pass')
  // It handed over a later one, so it would have handed over this one too.
  const later = spanLine({ name: 'x', instance: 'm', startMs: 65 })
  expect(verdict(recordOf(...good, later, killed(70)))).toBe('fail')
})
