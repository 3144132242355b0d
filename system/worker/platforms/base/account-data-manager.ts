import { context, type Link, type SpanContext, trace } from '@opentelemetry/api'
import type { Collections } from '../../../shared/protocol/models.ts'
import { itemCountOf } from '../../../shared/protocol/models.ts'
import { itemAttributes, type SystemAttributes } from '../../../shared/telemetry/attributes.ts'
import { counter, gauge } from '../../../shared/telemetry/instruments.ts'
import type { Telemetry } from '../../../shared/telemetry/telemetry.ts'
import { formatTraceparent } from '../../../shared/telemetry/trace-context.ts'
import { markFailed, withSpan } from '../../../shared/telemetry/with-span.ts'
import { PeriodicTask } from '../../periodic-task.ts'
import type { DataPusher } from './data-pusher.ts'
import { ItemCollections, type UpsertResult } from './item-collections.ts'

export interface AccountDataManagerOptions {
  accountId: string
  workerId: string
  dataPusher: Pick<DataPusher, 'pushDataSync'>
  snapshotIntervalMs: number
  telemetry: Telemetry
}

/** A platform response with something new that Master has not acknowledged yet. */
interface PendingResponse {
  span: SpanContext
  /** References of what is new in it. */
  items: string[]
}

/** More responses than this are carried by several snapshots. */
const maxCarriedResponses = 500

/** Holds what is known of one account and syncs it to Master as a full snapshot. */
export abstract class AccountDataManager {
  readonly accountId: string
  readonly workerId: string
  readonly telemetry: Telemetry
  abstract readonly platform: string
  readonly #dataPusher: AccountDataManagerOptions['dataPusher']
  readonly #snapshotIntervalMs: number
  readonly #items = new ItemCollections()
  readonly #snapshots: PeriodicTask
  readonly #metrics: ReturnType<typeof syncMetrics>
  #pending: PendingResponse[] = []
  #lastSuccessMs: number | undefined
  #updates = 0

  constructor(options: AccountDataManagerOptions) {
    this.accountId = options.accountId
    this.workerId = options.workerId
    this.telemetry = options.telemetry
    this.#dataPusher = options.dataPusher
    this.#snapshotIntervalMs = options.snapshotIntervalMs
    this.#snapshots = new PeriodicTask(
      options.snapshotIntervalMs,
      () => this.syncToMaster(),
      (error) => this.#reportFailure(error),
    )
    this.#metrics = syncMetrics(this.telemetry)
    gauge(this.telemetry.meter, 'worker.data_sync.last_success_time', (result) => {
      if (this.#lastSuccessMs === undefined) return
      result.observe(this.#lastSuccessMs / 1000, { 'hiscrm.account.id': this.accountId })
    })
  }

  /** Begins to sync a snapshot every interval; the first comes after one interval. */
  startDataSnapshot(): void {
    this.#snapshots.start('after one interval')
  }

  /** No snapshot is begun any more; resolves when the one under way has ended. */
  async stopDataSnapshot(): Promise<void> {
    await this.#snapshots.stop()
  }

  /** How often an item was replaced by a newer one. */
  get updates(): number {
    return this.#updates
  }

  /** Takes items in. Malformed ones are refused one by one, loudly; the others are kept. */
  async upsert(items: Partial<Collections>): Promise<UpsertResult> {
    return withSpan(this.telemetry.tracer, 'data.upsert', {}, (span) => {
      const result = this.#items.upsert(items)
      this.#updates += result.updated
      span.setAttributes({
        ...this.#about(itemAttributes(result.taken.map(({ ref }) => ref))),
        'hiscrm.items.added': result.added,
        'hiscrm.items.updated': result.updated,
        'hiscrm.items.unchanged': result.unchanged,
        'hiscrm.items.rejected': result.rejected.length,
      })
      if (result.changed.length > 0) {
        this.#pending.push({ span: span.spanContext(), items: result.changed })
      }
      for (const { collection, reason } of result.rejected) {
        const error = new Error(`An item of ${collection} was refused: ${reason}.`)
        const attributes = { 'hiscrm.account.id': this.accountId, 'hiscrm.collection': collection }
        markFailed(span, error)
        this.#metrics.rejected.add(1, attributes)
        this.telemetry.log.error(error.message, { event: 'item.rejected', ...attributes })
      }
      return result
    })
  }

  /** Everything the account holds, as the protocol's snapshot. */
  toSyncFormat(): { platform: string; data: Collections } {
    return { platform: this.platform, data: this.#items.all() }
  }

  /**
   * Sends everything the account holds to Master and waits for the acknowledgement. A failure is
   * recorded, logged and counted here; the next tick tries again, with all that is there by then.
   */
  async syncToMaster(): Promise<void> {
    const snapshot = this.toSyncFormat()
    const carried = this.#pending.slice(0, maxCarriedResponses)
    const count = itemCountOf(snapshot.data)
    const unacknowledged = new Set(this.#pending.flatMap(({ items }) => items))
    const items = itemAttributes([...unacknowledged], count)
    const attributes = {
      ...this.#about(items),
      'hiscrm.timer.interval_ms': this.#snapshotIntervalMs,
      'hiscrm.responses.carried': carried.length,
    }
    const links: Link[] = carried.map(({ span }) => ({ context: span }))
    await withSpan(
      this.telemetry.tracer,
      'sync.snapshot',
      { root: true, attributes, links },
      async () => {
        try {
          await this.#dataPusher.pushDataSync(
            {
              accountId: this.accountId,
              platform: this.platform,
              snapshot,
              timestamp: Date.now(),
            },
            {
              items,
              carried: carried.map(({ span, items }) => ({
                traceparent: formatTraceparent(span),
                items,
              })),
            },
          )
          this.#noteSuccess(carried, count)
        } catch (error) {
          this.#reportFailure(error)
        }
      },
    )
  }

  #noteSuccess(carried: readonly PendingResponse[], itemCount: number): void {
    const done = new Set(carried)
    this.#pending = this.#pending.filter((response) => !done.has(response))
    this.#lastSuccessMs = Date.now()
    this.#metrics.total.add(1, { 'hiscrm.account.id': this.accountId })
    this.telemetry.log.info(`Master has the ${itemCount} items of ${this.accountId}.`, {
      event: 'sync.completed',
      'hiscrm.account.id': this.accountId,
      'hiscrm.item.count': itemCount,
    })
  }

  #reportFailure(error: unknown): void {
    const span = trace.getSpan(context.active())
    if (span !== undefined) markFailed(span, error)
    this.#metrics.errors.add(1, {
      'hiscrm.account.id': this.accountId,
      'error.type': error instanceof Error ? error.name : 'unknown',
    })
    this.telemetry.log.error(
      `Could not sync ${this.accountId} to Master; it is tried again at the next tick.`,
      { event: 'sync.failed', error, 'hiscrm.account.id': this.accountId },
    )
  }

  #about(items: SystemAttributes) {
    return {
      ...items,
      'hiscrm.account.id': this.accountId,
      'hiscrm.worker.id': this.workerId,
    }
  }
}

function syncMetrics({ meter }: Telemetry) {
  return {
    total: counter(meter, 'worker.data_sync.total'),
    errors: counter(meter, 'worker.data_sync.errors'),
    rejected: counter(meter, 'worker.items.rejected'),
  }
}
