import { createMessage, type MessageTrace } from '../../../shared/protocol/envelope.ts'
import { MessageTypes, WORKER_DATA_SYNC_ACK } from '../../../shared/protocol/messages.ts'
import type { DataSync } from '../../../shared/protocol/payloads.ts'
import type { SystemAttributes } from '../../../shared/telemetry/attributes.ts'
import type { Telemetry } from '../../../shared/telemetry/telemetry.ts'
import { withSpan } from '../../../shared/telemetry/with-span.ts'
import type { WorkerBridge } from '../../worker-bridge.ts'

/** What is told about a snapshot beside its data. */
export interface SnapshotAbout {
  /** The attributes that name its items, for spans. */
  items?: SystemAttributes
  /** Platform responses whose new items it carries, to be named in the message. */
  carried?: NonNullable<MessageTrace['links']>
}

export interface DataPusherOptions {
  bridge: Pick<WorkerBridge, 'sendToMaster'>
  workerId: string
  telemetry: Telemetry
}

/** Pushes an account's data to Master. */
export class DataPusher {
  readonly #bridge: DataPusherOptions['bridge']
  readonly #workerId: string
  readonly #telemetry: Telemetry

  constructor(options: DataPusherOptions) {
    this.#bridge = options.bridge
    this.#workerId = options.workerId
    this.#telemetry = options.telemetry
  }

  /** Pushes a snapshot; resolves once Master has it in its store, rejects with a sentence. */
  async pushDataSync(data: DataSync, about: SnapshotAbout = {}): Promise<void> {
    const { items, carried = [] } = about
    const attributes = {
      'hiscrm.account.id': data.accountId,
      'hiscrm.worker.id': this.#workerId,
      ...items,
    }
    await withSpan(this.#telemetry.tracer, 'sync.push', { attributes }, async () => {
      const message = createMessage(MessageTypes.WORKER_DATA_SYNC, data)
      const ack = await this.#bridge.sendToMaster(message, { about: attributes, carried })
      if (ack.type !== WORKER_DATA_SYNC_ACK) {
        throw new Error(`Master acknowledged the sync of ${data.accountId} with ${ack.type}.`)
      }
      if (!ack.payload.success) {
        throw new Error(`Master refused the sync of ${data.accountId}: ${ack.payload.error}`)
      }
    })
  }
}
