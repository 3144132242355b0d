import { createMessage } from '../shared/protocol/envelope.ts'
import { WORKER_REGISTER, WORKER_REGISTER_ACK } from '../shared/protocol/messages.ts'
import type { AssignedAccount } from '../shared/protocol/payloads.ts'
import { serviceVersion, type Telemetry } from '../shared/telemetry/telemetry.ts'
import { withSpan } from '../shared/telemetry/with-span.ts'
import { platformNames } from './platforms/registry.ts'
import type { WorkerBridge } from './worker-bridge.ts'

const maxAccounts = 10

/** Registers this worker with Master; resolves with the accounts it is to watch. */
export async function register(
  bridge: Pick<WorkerBridge, 'sendToMaster'>,
  workerId: string,
  telemetry: Telemetry,
): Promise<AssignedAccount[]> {
  const attributes = { 'hiscrm.worker.id': workerId }
  return withSpan(telemetry.tracer, 'worker.register', { root: true, attributes }, async (span) => {
    const ack = await bridge.sendToMaster(
      createMessage(WORKER_REGISTER, {
        worker_id: workerId,
        // A worker listens nowhere; Master reaches it over its own connection.
        host: '127.0.0.1',
        port: 0,
        version: serviceVersion,
        capabilities: [...platformNames],
        max_accounts: maxAccounts,
      }),
    )
    if (ack.type !== WORKER_REGISTER_ACK) {
      throw new Error(`Master acknowledged the registration with ${ack.type}.`)
    }
    if (!ack.payload.success) throw new Error(`Master refused to register: ${ack.payload.error}`)
    span.setAttribute('hiscrm.account.count', ack.payload.assigned_accounts.length)
    return ack.payload.assigned_accounts
  })
}
