import type { Socket } from 'socket.io'
import { expect, test } from 'vitest'
import { createMessage } from '../shared/protocol/envelope.ts'
import { WORKER_DATA_SYNC, WORKER_HEARTBEAT, WORKER_REGISTER } from '../shared/protocol/messages.ts'
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
  expect(await refusalOf('c1', register)).toBeUndefined()
  expect(await refusalOf('c1', heartbeat)).toBeUndefined()
  expect(await refusalOf('c1', sync)).toBeUndefined()
  expect(await refusalOf('c2', heartbeat)).toBe('UNREGISTERED')
})
