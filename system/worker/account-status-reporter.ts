import { errorText } from '../shared/errors.ts'
import { createMessage } from '../shared/protocol/envelope.ts'
import { WORKER_ACCOUNT_STATUS, WORKER_ACCOUNT_STATUS_ACK } from '../shared/protocol/messages.ts'
import { type AccountHealthStatus, maxAccountStatuses } from '../shared/protocol/payloads.ts'
import type { Telemetry } from '../shared/telemetry/telemetry.ts'
import { withSpan } from '../shared/telemetry/with-span.ts'
import type { WorkerBridge } from './worker-bridge.ts'

export interface AccountStatusReporterOptions {
  bridge: Pick<WorkerBridge, 'sendToMaster'>
  workerId: string
  telemetry: Telemetry
}

const retryMs = 5000

/**
 * Tells Master how each account fares: at every change, and of all accounts after a registration,
 * since Master keeps it for a registered worker only. What could not be told is told again.
 */
export class AccountStatusReporter {
  readonly #options: AccountStatusReporterOptions
  readonly #latest = new Map<string, AccountHealthStatus>()
  readonly #untold = new Set<string>()
  #isRegistered = false
  #telling: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined

  constructor(options: AccountStatusReporterOptions) {
    this.#options = options
  }

  note(accountId: string, status: AccountHealthStatus): void {
    this.#latest.set(accountId, status)
    this.#untold.add(accountId)
    this.#tell()
  }

  /** An account that is watched here no more. */
  forget(accountId: string): void {
    this.#latest.delete(accountId)
    this.#untold.delete(accountId)
  }

  /** Master knows this worker, and nothing of its accounts yet. */
  onRegistered(): void {
    this.#isRegistered = true
    for (const accountId of this.#latest.keys()) this.#untold.add(accountId)
    this.#tell()
  }

  /** Nothing is told until the next registration; that one tells everything. */
  onDisconnected(): void {
    this.#isRegistered = false
    clearTimeout(this.#retry)
  }

  /** Nothing more is told; resolves when what is under way has its answer, or has given up on it. */
  async stop(): Promise<void> {
    this.onDisconnected()
    await this.#telling
  }

  #tell(): void {
    clearTimeout(this.#retry)
    if (this.#telling === undefined && this.#hasToTell) this.#telling = this.#tellAll()
  }

  get #hasToTell(): boolean {
    return this.#isRegistered && this.#untold.size > 0
  }

  async #tellAll(): Promise<void> {
    let isTaken = true
    while (isTaken && this.#hasToTell) {
      const ids = [...this.#untold].slice(0, maxAccountStatuses)
      for (const id of ids) this.#untold.delete(id)
      isTaken = await this.#wasTaken(ids)
    }
    // At once with the last look, so that what comes now is told by a new beginning.
    this.#telling = undefined
  }

  async #wasTaken(ids: readonly string[]): Promise<boolean> {
    try {
      await this.#send(ids)
      return true
    } catch (error) {
      for (const id of ids) if (this.#latest.has(id)) this.#untold.add(id)
      this.#noteFailure(ids, error)
      return false
    }
  }

  async #send(ids: readonly string[]): Promise<void> {
    const { bridge, workerId, telemetry } = this.#options
    const attributes = { 'hiscrm.worker.id': workerId, 'hiscrm.account.count': ids.length }
    await withSpan(telemetry.tracer, 'account.status', { root: true, attributes }, async () => {
      const statuses = ids.flatMap((account_id) => {
        const status = this.#latest.get(account_id)
        return status === undefined ? [] : [{ account_id, status }]
      })
      const ack = await bridge.sendToMaster(
        createMessage(WORKER_ACCOUNT_STATUS, { worker_id: workerId, account_statuses: statuses }),
      )
      if (ack.type !== WORKER_ACCOUNT_STATUS_ACK) {
        throw new Error(`Master acknowledged the account status with ${ack.type}.`)
      }
      if (!ack.payload.success) {
        throw new Error(`Master refused the account status: ${ack.payload.error}`)
      }
      if (ack.payload.failed > 0) {
        throw new Error(`Master did not take the status of ${ack.payload.failed} accounts.`)
      }
    })
  }

  #noteFailure(ids: readonly string[], error: unknown): void {
    this.#options.telemetry.log.warn(
      `Could not tell Master how ${ids.join(', ')} fares: ${errorText(error)} It is told again.`,
      { event: 'account.status_failed', error, 'hiscrm.worker.id': this.#options.workerId },
    )
    if (!this.#isRegistered) return
    this.#retry = setTimeout(() => this.#tell(), retryMs)
  }
}
