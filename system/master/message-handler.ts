import { type Span, SpanStatusCode } from '@opentelemetry/api'
import type { Socket } from 'socket.io'
import {
  createErrorMessage,
  createMessage,
  type Envelope,
  type Message,
} from '../shared/protocol/envelope.ts'
import {
  WORKER_ACCOUNT_STATUS,
  WORKER_ACCOUNT_STATUS_ACK,
  WORKER_DATA_SYNC,
  WORKER_DATA_SYNC_ACK,
  WORKER_HEARTBEAT,
  WORKER_HEARTBEAT_ACK,
  WORKER_REGISTER,
  WORKER_REGISTER_ACK,
} from '../shared/protocol/messages.ts'
import { itemCountOf } from '../shared/protocol/models.ts'
import { itemAttributes } from '../shared/telemetry/attributes.ts'
import { counter } from '../shared/telemetry/instruments.ts'
import type { Telemetry } from '../shared/telemetry/telemetry.ts'
import type { AccountAssigner } from './account-assigner.ts'
import type { DataSyncReceiver } from './data-sync-receiver.ts'
import type { WorkerRegistry } from './worker-registry.ts'

export interface MessageHandlerOptions {
  registry: WorkerRegistry<Socket>
  assigner: AccountAssigner
  receiver: DataSyncReceiver
  telemetry: Telemetry
}

type MessageOf<T extends Message['type']> = Extract<Message, { type: T }>

/** Acts on each valid message of a worker and makes the answer to it. */
export class MessageHandler {
  readonly #options: MessageHandlerOptions
  readonly #heartbeats: ReturnType<typeof counter>

  constructor(options: MessageHandlerOptions) {
    this.#options = options
    this.#heartbeats = counter(options.telemetry.meter, 'master.heartbeats')
  }

  async handle(socket: Socket, message: Message, span: Span): Promise<Envelope> {
    switch (message.type) {
      case WORKER_REGISTER:
        return this.#register(socket, message, span)
      case WORKER_HEARTBEAT:
        return this.#heartbeat(socket, message, span)
      case WORKER_DATA_SYNC:
        return this.#dataSync(socket, message, span)
      case WORKER_ACCOUNT_STATUS:
        return this.#accountStatus(socket, message, span)
      default: {
        const error = `Nobody here expects ${message.type}`
        return createErrorMessage(message.type, 'UNEXPECTED', error, {}, message.requestId)
      }
    }
  }

  #register(socket: Socket, message: MessageOf<typeof WORKER_REGISTER>, span: Span): Envelope {
    const { registry, assigner, telemetry } = this.#options
    const worker = registry.register(socket, message.payload)
    const { workerId } = worker
    const online = registry.online().map((other) => other.workerId)
    const accounts = assigner.assignTo(workerId, online)
    const about = { 'hiscrm.worker.id': workerId, 'hiscrm.account.count': accounts.length }
    span.setAttributes(about)
    telemetry.log.info(`The worker ${workerId} is registered.`, {
      event: 'worker.registered',
      ...about,
    })
    return createMessage(
      WORKER_REGISTER_ACK,
      { success: true, assigned_accounts: accounts },
      { requestId: message.requestId },
    )
  }

  #heartbeat(socket: Socket, message: MessageOf<typeof WORKER_HEARTBEAT>, span: Span): Envelope {
    const { payload, requestId } = message
    const worker = this.#options.registry.byLink(socket)
    if (worker === undefined || worker.workerId !== payload.worker_id) {
      const error = `unknown worker: ${payload.worker_id} is not registered over this connection`
      span.setAttribute('hiscrm.message.refusal', 'UNREGISTERED')
      return createMessage(WORKER_HEARTBEAT_ACK, { success: false, error }, { requestId })
    }
    worker.status = 'online'
    worker.lastHeartbeatAt = Date.now()
    worker.activeTasks = payload.active_tasks
    worker.memoryMb = payload.memory_usage
    worker.cpuPercent = payload.cpu_usage
    this.#heartbeats.add(1, { 'hiscrm.worker.id': worker.workerId })
    return createMessage(WORKER_HEARTBEAT_ACK, { success: true }, { requestId })
  }

  /** Takes how accounts fare; those that are not the worker's own are left out, and counted. */
  #accountStatus(
    socket: Socket,
    { payload, requestId }: MessageOf<typeof WORKER_ACCOUNT_STATUS>,
    span: Span,
  ): Envelope {
    const { registry, assigner } = this.#options
    const worker = registry.byLink(socket)
    if (worker === undefined || worker.workerId !== payload.worker_id) {
      const error = `unknown worker: ${payload.worker_id} is not registered over this connection`
      span.setAttribute('hiscrm.message.refusal', 'UNREGISTERED')
      return createMessage(WORKER_ACCOUNT_STATUS_ACK, { success: false, error }, { requestId })
    }
    const own = new Set(assigner.accountsOf(worker.workerId))
    const taken = payload.account_statuses.filter(({ account_id }) => own.has(account_id))
    for (const { account_id, status } of taken) worker.accountHealth.set(account_id, status)
    const failed = payload.account_statuses.length - taken.length
    return createMessage(
      WORKER_ACCOUNT_STATUS_ACK,
      { success: true, updated: taken.length, failed },
      { requestId },
    )
  }

  async #dataSync(
    socket: Socket,
    message: MessageOf<typeof WORKER_DATA_SYNC>,
    span: Span,
  ): Promise<Envelope> {
    const { payload, requestId, trace } = message
    const { registry, receiver, telemetry } = this.#options
    span.setAttributes({
      'hiscrm.account.id': payload.accountId,
      ...itemAttributes(
        [...new Set(trace?.links?.flatMap(({ items }) => items))],
        itemCountOf(payload.snapshot.data),
      ),
    })
    const worker = registry.byLink(socket)
    if (worker === undefined) {
      const error = 'This connection has not registered a worker'
      span.setAttribute('hiscrm.message.refusal', 'UNREGISTERED')
      span.setStatus({ code: SpanStatusCode.ERROR, message: error })
      telemetry.log.warn(`A sync of ${payload.accountId} was refused: ${error}.`, {
        event: 'sync.failed',
        'hiscrm.account.id': payload.accountId,
      })
      return createMessage(WORKER_DATA_SYNC_ACK, { success: false, error }, { requestId })
    }
    const answer = await receiver.receive(payload, {
      workerId: worker.workerId,
      carried: trace?.links,
    })
    return createMessage(WORKER_DATA_SYNC_ACK, answer, { requestId })
  }
}
