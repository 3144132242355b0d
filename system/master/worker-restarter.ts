import { once } from 'node:events'
import { SpanKind } from '@opentelemetry/api'
import type { Socket } from 'socket.io'
import { OperatorError } from '../shared/errors.ts'
import { createMessage, MESSAGE_EVENT, parseMessage } from '../shared/protocol/envelope.ts'
import { MASTER_SHUTDOWN, MASTER_SHUTDOWN_ACK } from '../shared/protocol/messages.ts'
import { messageAttributes } from '../shared/telemetry/message-attributes.ts'
import type { Telemetry } from '../shared/telemetry/telemetry.ts'
import { messageTrace } from '../shared/telemetry/trace-context.ts'
import { withSpan } from '../shared/telemetry/with-span.ts'
import { withinLimit } from '../shared/within-limit.ts'
import type { MasterConfig } from './config.ts'
import type { Supervisor } from './supervisor.ts'
import type { WorkerRegistry } from './worker-registry.ts'

const ackLimitMs = 10_000

export interface WorkerRestarterOptions {
  registry: WorkerRegistry<Socket>
  supervisor: Supervisor
  limits: Pick<MasterConfig, 'stopTimeoutMs'>
  telemetry: Telemetry
}

/** How a worker was restarted: as our own process, or asked to leave over its connection. */
export type RestartWay = 'process' | 'connection'

/** Restarts workers for operators. */
export class WorkerRestarter {
  readonly #options: WorkerRestarterOptions

  constructor(options: WorkerRestarterOptions) {
    this.#options = options
  }

  /**
   * Restarts a worker; resolves once the old one has left. One that is not our own process is
   * started again by whatever runs it. Undefined where there is no such worker; rejects with a
   * sentence where it cannot be done.
   */
  async restart(workerId: string): Promise<RestartWay | undefined> {
    const { registry, supervisor, telemetry } = this.#options
    const process = supervisor.process(workerId)
    const worker = registry.get(workerId)
    if (process === undefined && worker === undefined) return undefined
    const how = process === undefined ? 'connection' : 'process'
    const attributes = { 'hiscrm.worker.id': workerId, 'hiscrm.restart.how': how }
    const options = { root: true, attributes }
    await withSpan(telemetry.tracer, 'worker.restart', options, async () => {
      if (process !== undefined) await process.restart()
      else if (worker !== undefined) await this.#askToLeave(workerId, worker.link)
    })
    return how
  }

  async #askToLeave(workerId: string, socket: Socket): Promise<void> {
    if (!socket.connected) {
      throw new OperatorError(
        `Could not restart ${workerId}: it is not connected, and Master did not start it.`,
      )
    }
    const left = once(socket, 'disconnect')
    // Awaited only after the acknowledgement; a socket that fails before must not go unhandled.
    const gone = withinLimit(
      left,
      this.#options.limits.stopTimeoutMs,
      `The worker ${workerId} did not leave`,
    )
    await Promise.all([this.#sendShutdown(workerId, socket), gone])
  }

  async #sendShutdown(workerId: string, socket: Socket): Promise<void> {
    const message = createMessage(MASTER_SHUTDOWN, { reason: 'restart' })
    const attributes = {
      ...messageAttributes('send', message, socket.id),
      'hiscrm.worker.id': workerId,
    }
    const { answer } = await withSpan(
      this.#options.telemetry.tracer,
      'socket.emit',
      { kind: SpanKind.PRODUCER, attributes },
      (span) => {
        const traced = { ...message, trace: messageTrace(span.spanContext()) }
        span.setAttribute('messaging.message.body.size', JSON.stringify(traced).length)
        return { answer: socket.timeout(ackLimitMs).emitWithAck(MESSAGE_EVENT, traced) }
      },
    )
    const parsed = parseMessage(await answer, 'worker-to-master')
    if (parsed.ok && parsed.message.type === MASTER_SHUTDOWN_ACK) return
    throw new OperatorError(`Could not restart ${workerId}: it did not acknowledge the request.`)
  }
}
