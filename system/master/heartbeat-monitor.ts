import type { Log } from '../shared/telemetry/log.ts'
import type { MasterConfig } from './config.ts'
import type { WorkerRegistry } from './worker-registry.ts'

/** Looks every now and then for workers that have stopped to beat. */
export class HeartbeatMonitor {
  readonly #registry: Pick<WorkerRegistry, 'expire'>
  readonly #limits: Pick<MasterConfig, 'heartbeatTimeoutMs' | 'heartbeatCheckMs'>
  readonly #log: Log
  #timer: NodeJS.Timeout | undefined

  constructor(
    registry: Pick<WorkerRegistry, 'expire'>,
    limits: Pick<MasterConfig, 'heartbeatTimeoutMs' | 'heartbeatCheckMs'>,
    log: Log,
  ) {
    this.#registry = registry
    this.#limits = limits
    this.#log = log
  }

  start(): void {
    this.#timer ??= setInterval(() => this.#check(), this.#limits.heartbeatCheckMs)
  }

  stop(): void {
    clearInterval(this.#timer)
  }

  #check(): void {
    const { heartbeatTimeoutMs } = this.#limits
    for (const { workerId } of this.#registry.expire(heartbeatTimeoutMs)) {
      this.#log.warn(`The worker ${workerId} has not beaten for ${heartbeatTimeoutMs} ms.`, {
        event: 'worker.offline',
        'hiscrm.worker.id': workerId,
      })
    }
  }
}
