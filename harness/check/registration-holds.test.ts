import { expect, test } from 'vitest'
import { recordOf, run, spanLine } from '../trace/make-record.ts'
import { registrationHolds } from './registration-holds.ts'

let messages = 0

const received = (
  type: string,
  connection: string,
  startMs: number,
  more: { refusal?: string; worker?: string; instance?: string } = {},
) =>
  spanLine({
    name: 'master.receive',
    instance: more.instance ?? 'm',
    startMs,
    attributes: {
      'messaging.operation.type': 'process',
      'messaging.message.id': `message-${++messages}`,
      'hiscrm.message.type': type,
      'hiscrm.connection.id': connection,
      ...(more.worker === undefined ? {} : { 'hiscrm.worker.id': more.worker }),
      ...(more.refusal === undefined ? {} : { 'hiscrm.message.refusal': more.refusal }),
    },
  })
const register = (connection: string, startMs: number, instance = 'm') =>
  received('worker:register', connection, startMs, { worker: 'worker-1', instance })
const beat = (connection: string, startMs: number) =>
  received('worker:heartbeat', connection, startMs, { worker: 'worker-1' })
const refusedBeat = (connection: string, startMs: number, instance = 'm') =>
  received('worker:heartbeat', connection, startMs, { refusal: 'UNREGISTERED', instance })
const judge = (...lines: Parameters<typeof recordOf>) =>
  registrationHolds.judge({
    record: recordOf(run, ...lines),
    window: { fromMs: 0, toMs: 100 },
    final: true,
    graceMs: 0,
  })

test('a registered worker that is served holds', () => {
  expect(judge(register('c1', 10), beat('c1', 20))).toMatchObject({ verdict: 'pass', examined: 1 })
})

test('a refusal on the connection that had registered is a finding', () => {
  const { verdict, findings } = judge(
    register('c1', 10),
    register('c2', 20),
    beat('c2', 30),
    refusedBeat('c2', 40),
  )
  expect(verdict).toBe('fail')
  expect(findings[0]?.evidence).toHaveLength(2)
  expect(findings[0]?.summary).toBe(
    'm no longer knew worker-1, which had registered over that very connection: it refused worker:heartbeat.',
  )
})

test('a refusal before the registration is none', () => {
  expect(judge(refusedBeat('c1', 10), register('c1', 20), beat('c1', 30)).verdict).toBe('pass')
})

test('a late message of a connection that another has replaced is refused rightly', () => {
  expect(judge(register('c1', 10), register('c2', 20), refusedBeat('c1', 30)).verdict).toBe('pass')
})

test('another Master process knows nothing of the registration', () => {
  expect(judge(register('c1', 10, 'm1'), refusedBeat('c1', 20, 'm2')).verdict).toBe('pass')
})

test('where journal and clock disagree on the order, nobody is blamed', () => {
  expect(judge(register('c1', 30), refusedBeat('c1', 20)).verdict).toBe('pass')
  expect(judge(register('c1', 10), register('c2', 40), refusedBeat('c1', 30)).verdict).toBe('pass')
  expect(judge(register('c2', 40), register('c1', 20), refusedBeat('c1', 30)).verdict).toBe('pass')
})

test('other refusals are no business of it', () => {
  const other = received('worker:heartbeat', 'c1', 20, { refusal: 'INVALID_PAYLOAD' })
  expect(judge(register('c1', 10), other).verdict).toBe('pass')
})

test('where nobody registered it is not asked', () => {
  const record = recordOf(run, beat('c1', 10))
  const window = { fromMs: 0, toMs: 100 }
  expect(registrationHolds.applies?.({ record, window, final: true, graceMs: 0 })).toBe(false)
})
