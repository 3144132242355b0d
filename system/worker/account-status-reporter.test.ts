import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createMessage, type Envelope, parseMessage } from '../shared/protocol/envelope.ts'
import { WORKER_ACCOUNT_STATUS_ACK } from '../shared/protocol/messages.ts'
import type { AccountHealthStatus } from '../shared/protocol/payloads.ts'
import { isFailed, testTelemetry } from '../shared/testing/test-telemetry.ts'
import { AccountStatusReporter } from './account-status-reporter.ts'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const healthy: AccountHealthStatus = { health: 'healthy', since: 1, problems: [] }
const degraded: AccountHealthStatus = {
  health: 'degraded',
  since: 2,
  problems: [{ problem: 'captcha', since: 2, message: 'A check came up.' }],
}

type Send = ConstructorParameters<typeof AccountStatusReporter>[0]['bridge']['sendToMaster']
type Answer = Parameters<typeof createMessage<typeof WORKER_ACCOUNT_STATUS_ACK>>[1]

function reporter() {
  const telemetry = testTelemetry()
  const sent: [string, string][][] = []
  const bridge: { answer: Answer; gate: Promise<void>; sendToMaster: Send } = {
    answer: { success: true, updated: 1, failed: 0 },
    gate: Promise.resolve(),
    async sendToMaster(message: Envelope) {
      const parsed = parseMessage(message, 'worker-to-master')
      if (!parsed.ok || parsed.message.type !== 'worker:account:status')
        throw new Error('no status')
      sent.push(
        parsed.message.payload.account_statuses.map(({ account_id, status }) => [
          account_id,
          status.health,
        ]),
      )
      const { answer } = bridge
      await bridge.gate
      const ack = parseMessage(createMessage(WORKER_ACCOUNT_STATUS_ACK, answer), 'master-to-worker')
      if (!ack.ok) throw new Error(ack.error)
      return ack.message
    },
  }
  const sut = new AccountStatusReporter({ bridge, workerId: 'worker-1', telemetry })
  return { sut, sent, bridge, telemetry, settle: () => vi.advanceTimersByTimeAsync(0) }
}

test('nothing is told before the registration, everything after it, and after each further one', async () => {
  const { sut, sent, settle } = reporter()
  sut.onRegistered()
  await settle()
  sut.onDisconnected()
  sut.note('acc-1', healthy)
  sut.note('acc-2', degraded)
  await settle()
  expect(sent).toEqual([])
  sut.onRegistered()
  await settle()
  sut.forget('acc-2')
  sut.onDisconnected()
  sut.onRegistered()
  await settle()
  expect(sent).toEqual([
    [
      ['acc-1', 'healthy'],
      ['acc-2', 'degraded'],
    ],
    [['acc-1', 'healthy']],
  ])
})

test('a change is told at once, and what changes meanwhile right after', async () => {
  const { sut, sent, bridge, telemetry, settle } = reporter()
  const gate = Promise.withResolvers<void>()
  bridge.gate = gate.promise
  sut.onRegistered()
  sut.note('acc-1', healthy)
  sut.note('acc-1', degraded)
  sut.note('acc-2', healthy)
  gate.resolve()
  await settle()
  expect(sent).toEqual([
    [['acc-1', 'healthy']],
    [
      ['acc-1', 'degraded'],
      ['acc-2', 'healthy'],
    ],
  ])
  expect(telemetry.spans('account.status')[1]?.attributes).toMatchObject({
    'hiscrm.worker.id': 'worker-1',
    'hiscrm.account.count': 2,
  })
})

test.each<[string, Answer]>([
  ['a refusal', { success: false, error: 'unknown worker' }],
  ['an account that was not taken', { success: true, updated: 0, failed: 1 }],
])('%s is an error of the span and in the log, and is told again', async (_, answer) => {
  const { sut, sent, bridge, telemetry, settle } = reporter()
  bridge.answer = answer
  sut.onRegistered()
  sut.note('acc-1', degraded)
  await settle()
  expect(isFailed(telemetry.spans('account.status')[0])).toBe(true)
  expect(telemetry.logs[0]).toMatchObject({
    level: 'warn',
    fields: { event: 'account.status_failed' },
  })
  bridge.answer = { success: true, updated: 1, failed: 0 }
  await vi.advanceTimersByTimeAsync(5000)
  expect(sent).toHaveLength(2)
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sent).toHaveLength(2)
})

test('stopping waits for the answer that is under way, and nothing is told afterwards', async () => {
  const { sut, sent, bridge, settle } = reporter()
  const gate = Promise.withResolvers<void>()
  bridge.gate = gate.promise
  sut.onRegistered()
  sut.note('acc-1', healthy)
  let isStopped = false
  const stopped = sut.stop().then(() => {
    isStopped = true
  })
  sut.note('acc-1', degraded)
  await settle()
  expect(isStopped).toBe(false)
  gate.resolve()
  await stopped
  await vi.advanceTimersByTimeAsync(60_000)
  expect(sent).toHaveLength(1)
})
