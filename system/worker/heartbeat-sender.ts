import { errorText } from '../shared/errors.ts'
import type { Host } from '../shared/host.ts'
import { createMessage } from '../shared/protocol/envelope.ts'
import { WORKER_HEARTBEAT, WORKER_HEARTBEAT_ACK } from '../shared/protocol/messages.ts'
import { counter } from '../shared/telemetry/instruments.ts'
import type { Telemetry } from '../shared/telemetry/telemetry.ts'
import { withSpan } from '../shared/telemetry/with-span.ts'
import type { WorkerConfig } from './config.ts'
import type { WorkerBridge } from './worker-bridge.ts'

export interface HeartbeatSenderOptions {
  config: WorkerConfig
  host: Host
  bridge: Pick<WorkerBridge, 'sendToMaster'>
  telemetry: Telemetry
  activeTasks(): number
  /** Master does not know this worker: it has to register again. */
  onUnknown(): void
}

/** Tells Master every interval that this worker lives. */
export class HeartbeatSender {
  readonly #options: HeartbeatSenderOptions
  readonly #beats: ReturnType<typeof counter>
  #timer: NodeJS.Timeout | undefined
  #underWay: Promise<void> | undefined

  constructor(options: HeartbeatSenderOptions) {
    this.#options = options
    this.#beats = counter(options.telemetry.meter, 'worker.heartbeats')
  }

  start(): void {
    this.#timer ??= setInterval(() => {
      this.#underWay = this.#beat()
    }, this.#options.config.heartbeatIntervalMs)
  }

  /** No beat is begun any more; resolves when the last has its answer, or has given up on it. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    await this.#underWay
  }

  async #beat(): Promise<void> {
    const { config, telemetry } = this.#options
    const attributes = {
      'hiscrm.worker.id': config.workerId,
      'hiscrm.timer.interval_ms': config.heartbeatIntervalMs,
    }
    try {
      await withSpan(telemetry.tracer, 'worker.heartbeat', { root: true, attributes }, () =>
        this.#send(),
      )
      this.#beats.add(1)
    } catch (error) {
      this.#beats.add(1, { 'error.type': 'not acknowledged' })
      telemetry.log.warn(`A heartbeat was not acknowledged: ${errorText(error)}`, {
        event: 'worker.heartbeat_failed',
        error,
      })
    }
  }

  async #send(): Promise<void> {
    const { config, host, bridge, activeTasks, onUnknown } = this.#options
    const { heapUsedMb, cpuPercent } = host.usage()
    const ack = await bridge.sendToMaster(
      createMessage(WORKER_HEARTBEAT, {
        worker_id: config.workerId,
        status: 'online',
        active_tasks: activeTasks(),
        memory_usage: heapUsedMb,
        cpu_usage: cpuPercent,
      }),
    )
    if (ack.type === WORKER_HEARTBEAT_ACK && !ack.payload.success) {
      onUnknown()
      throw new Error(ack.payload.error)
    }
  }
}
