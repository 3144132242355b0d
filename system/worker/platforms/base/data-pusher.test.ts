import { expect, test } from 'vitest'
import { createMessage, type Envelope, parseMessage } from '../../../shared/protocol/envelope.ts'
import { WORKER_DATA_SYNC_ACK, WORKER_HEARTBEAT_ACK } from '../../../shared/protocol/messages.ts'
import { itemAttributes } from '../../../shared/telemetry/attributes.ts'
import { exampleSync } from '../../../shared/testing/example-items.ts'
import { isFailed, testTelemetry } from '../../../shared/testing/test-telemetry.ts'
import type { SendOptions } from '../../worker-bridge.ts'
import { DataPusher } from './data-pusher.ts'

function pusher(answer: Envelope) {
  const telemetry = testTelemetry()
  const sent: { message: Envelope; options: SendOptions }[] = []
  const bridge = {
    async sendToMaster(message: Envelope, options: SendOptions = {}) {
      sent.push({ message, options })
      const parsed = parseMessage(answer, 'master-to-worker')
      if (!parsed.ok) throw new Error(parsed.error)
      return parsed.message
    },
  }
  return { sut: new DataPusher({ bridge, workerId: 'worker-1', telemetry }), sent, telemetry }
}

const taken = createMessage(WORKER_DATA_SYNC_ACK, {
  success: true,
  accountId: 'acc-1',
  timestamp: 1,
  stats: {
    totalAccounts: 1,
    totalComments: 1,
    totalContents: 1,
    totalConversations: 1,
    totalMessages: 1,
    lastUpdate: 1,
  },
})

test('a push is one message of the type worker:data:sync that Master understands', async () => {
  const { sut, sent, telemetry } = pusher(taken)
  const carried = [{ traceparent: 'x', items: ['content:1'] }]
  await sut.pushDataSync(exampleSync(), { items: itemAttributes(['content:1'], 4), carried })
  expect(sent).toHaveLength(1)
  expect(sent[0]?.message).toMatchObject({ type: 'worker:data:sync', payload: exampleSync() })
  expect(parseMessage(sent[0]?.message, 'worker-to-master').ok).toBe(true)
  expect(sent[0]?.options.carried).toBe(carried)
  expect(telemetry.spans('sync.push')[0]?.attributes).toMatchObject({
    'hiscrm.account.id': 'acc-1',
    'hiscrm.worker.id': 'worker-1',
    'hiscrm.item.ids': ['content:1'],
    'hiscrm.item.count': 4,
  })
})

test.each([
  [
    createMessage(WORKER_DATA_SYNC_ACK, { success: false, error: 'No room' }),
    'Master refused the sync of acc-1: No room',
  ],
  [
    createMessage(WORKER_HEARTBEAT_ACK, { success: true }),
    'Master acknowledged the sync of acc-1 with worker:heartbeat:ack',
  ],
])('an answer other than success is an error of the push', async (answer, expected) => {
  const { sut, telemetry } = pusher(answer)
  await expect(sut.pushDataSync(exampleSync())).rejects.toThrow(expected)
  expect(isFailed(telemetry.spans('sync.push')[0])).toBe(true)
})
