import type { Socket } from 'socket.io'
import { expect, test } from 'vitest'
import { createMessage } from '../shared/protocol/envelope.ts'
import {
  WORKER_ACCOUNT_STATUS,
  WORKER_DATA_SYNC,
  WORKER_HEARTBEAT,
  WORKER_REGISTER,
} from '../shared/protocol/messages.ts'
import { withSpan } from '../shared/telemetry/with-span.ts'
import { exampleSync } from '../shared/testing/example-items.ts'
import { testTelemetry } from '../shared/testing/test-telemetry.ts'
import { AccountAssigner } from './account-assigner.ts'
import type { DataSyncReceiver } from './data-sync-receiver.ts'
import { MessageHandler } from './message-handler.ts'
import { WorkerRegistry } from './worker-registry.ts'

// The handler and the registry use the id of a socket only.
const socket = (id: string) => ({ id }) as unknown as Socket

// Nor is more of the receiver asked for.
const receiver = {
  receive: async () => ({ success: false, error: 'full' }),
} as unknown as DataSyncReceiver

const register = createMessage(WORKER_REGISTER, {
  worker_id: 'worker-1',
  host: '127.0.0.1',
  port: 0,
  version: '0.1.0',
  capabilities: [],
  max_accounts: 1,
})
const heartbeat = createMessage(WORKER_HEARTBEAT, {
  worker_id: 'worker-1',
  status: 'online',
  active_tasks: 0,
  memory_usage: 0,
  cpu_usage: 0,
})

const status = createMessage(WORKER_ACCOUNT_STATUS, {
  worker_id: 'worker-1',
  account_statuses: ['acc-1', 'acc-9'].map((account_id) => ({
    account_id,
    status: { health: 'healthy', since: 1, problems: [] },
  })),
})

test('what comes over a connection that has not registered is refused, and its span says so', async () => {
  const telemetry = testTelemetry()
  const handler = new MessageHandler({
    registry: new WorkerRegistry<Socket>(),
    assigner: new AccountAssigner([], []),
    receiver,
    telemetry,
  })
  const refusalOf = async (
    connection: string,
    message: Parameters<MessageHandler['handle']>[1],
  ) => {
    await withSpan(telemetry.tracer, 'master.receive', { root: true }, async (span) => {
      await handler.handle(socket(connection), message, span)
    })
    return telemetry.spans('master.receive').at(-1)?.attributes['hiscrm.message.refusal']
  }
  const sync = createMessage(WORKER_DATA_SYNC, exampleSync())
  expect(await refusalOf('c1', heartbeat)).toBe('UNREGISTERED')
  expect(await refusalOf('c1', sync)).toBe('UNREGISTERED')
  expect(await refusalOf('c1', status)).toBe('UNREGISTERED')
  expect(await refusalOf('c1', register)).toBeUndefined()
  expect(await refusalOf('c1', status)).toBeUndefined()
  expect(await refusalOf('c1', heartbeat)).toBeUndefined()
  expect(await refusalOf('c1', sync)).toBeUndefined()
  expect(await refusalOf('c2', heartbeat)).toBe('UNREGISTERED')
})

test('how accounts fare is taken of the worker’s own accounts only, until it registers anew', async () => {
  const registry = new WorkerRegistry<Socket>()
  const account = { platform: 'douyin', account_name: 'A', monitor_interval: null, proxy: null }
  const assigner = new AccountAssigner([{ ...account, id: 'acc-1', platform: 'douyin' }], [])
  const telemetry = testTelemetry()
  const handler = new MessageHandler({ registry, assigner, receiver, telemetry })
  const span = telemetry.tracer.startSpan('master.receive')
  await handler.handle(socket('c1'), register, span)
  const ack = await handler.handle(socket('c1'), status, span)
  expect(ack).toMatchObject({
    type: 'worker:account:status:ack',
    requestId: status.requestId,
    payload: { success: true, updated: 1, failed: 1 },
  })
  const known = () => [...(registry.get('worker-1')?.accountHealth.keys() ?? [])]
  expect(known()).toEqual(['acc-1'])
  await handler.handle(socket('c2'), register, span)
  expect(known()).toEqual([])
})
