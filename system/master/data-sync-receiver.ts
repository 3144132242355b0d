import { context, type Link, trace } from '@opentelemetry/api'
import { errorText } from '../shared/errors.ts'
import type { MessageTrace } from '../shared/protocol/envelope.ts'
import { collectionNames, itemCountOf } from '../shared/protocol/models.ts'
import type { DataSync, StoreStats } from '../shared/protocol/payloads.ts'
import { itemAttributes, type SystemAttributes } from '../shared/telemetry/attributes.ts'
import { counter } from '../shared/telemetry/instruments.ts'
import type { Telemetry } from '../shared/telemetry/telemetry.ts'
import { parseTraceparent } from '../shared/telemetry/trace-context.ts'
import { markFailed, withSpan } from '../shared/telemetry/with-span.ts'
import type { DataStore, MergeResult } from './data-store.ts'

export interface DataSyncStats {
  totalReceived: number
  /** Milliseconds since 1970; null before the first. */
  lastReceiveTime: number | null
  accountStats: { accountId: string; receivedCount: number }[]
}

/** What answers a sync; the payload of its acknowledgement. */
export type DataSyncAnswer =
  | { success: true; accountId: string; timestamp: number; stats: StoreStats }
  | { success: false; error: string }

export interface Sender {
  workerId: string
  carried: MessageTrace['links']
}

/** Receives snapshots: merges them into the store, counts them, answers them. */
export class DataSyncReceiver {
  readonly #store: DataStore
  readonly #knownAccounts: ReadonlySet<string>
  readonly #telemetry: Telemetry
  readonly #received: ReturnType<typeof counter>
  readonly #items: ReturnType<typeof counter>
  readonly #countByAccount = new Map<string, number>()
  #totalReceived = 0
  #lastReceiveTime: number | null = null

  constructor(store: DataStore, knownAccounts: ReadonlySet<string>, telemetry: Telemetry) {
    this.#store = store
    this.#knownAccounts = knownAccounts
    this.#telemetry = telemetry
    this.#received = counter(telemetry.meter, 'master.data_sync.received')
    this.#items = counter(telemetry.meter, 'master.items.received')
  }

  /** Takes a valid data sync in. Never rejects: a failure is recorded, logged and answered. */
  async receive(sync: DataSync, sender: Sender): Promise<DataSyncAnswer> {
    const { accountId } = sync
    try {
      this.#refuseUnfit(sync)
      const result = await this.#merge(sync, sender)
      this.#count(sync)
      this.#logCompleted(accountId, sender.workerId, result)
      const stats = this.#store.stats()
      return { success: true, accountId, timestamp: Date.now(), stats }
    } catch (error) {
      const span = trace.getActiveSpan()
      if (span !== undefined) markFailed(span, error)
      this.#telemetry.log.error(`Could not take in a sync of ${accountId}.`, {
        event: 'sync.failed',
        error,
        'hiscrm.account.id': accountId,
        'hiscrm.worker.id': sender.workerId,
      })
      return { success: false, error: errorText(error) }
    }
  }

  stats(): DataSyncStats {
    return {
      totalReceived: this.#totalReceived,
      lastReceiveTime: this.#lastReceiveTime,
      accountStats: [...this.#countByAccount].map(([accountId, receivedCount]) => ({
        accountId,
        receivedCount,
      })),
    }
  }

  #refuseUnfit({ accountId, snapshot }: DataSync): void {
    if (!this.#knownAccounts.has(accountId)) {
      throw new Error(`The account ${accountId} is not configured here`)
    }
    for (const name of collectionNames) {
      for (const item of snapshot.data[name]) {
        if (item.accountId === accountId) continue
        throw new Error(`An item of account ${item.accountId} came in the sync of ${accountId}`)
      }
    }
  }

  async #merge(sync: DataSync, { workerId, carried = [] }: Sender): Promise<MergeResult> {
    const { accountId, snapshot } = sync
    const about = { 'hiscrm.account.id': accountId, 'hiscrm.worker.id': workerId }
    const startTime = Date.now()
    const options = { attributes: about }
    const result = await withSpan(this.#telemetry.tracer, 'store.merge', options, (span) => {
      const merged = this.#store.merge(accountId, snapshot.platform, snapshot.data)
      // Named is what is new: by the worker's account of it, and by the store's own.
      const named = new Set(carried.flatMap(({ items }) => items))
      for (const ref of [...merged.added, ...merged.updated]) named.add(ref)
      const stored = [...named].filter((ref) => this.#store.has(accountId, ref))
      span.setAttributes({
        ...itemAttributes(stored, itemCountOf(snapshot.data)),
        'hiscrm.items.added': merged.added.length,
        'hiscrm.items.updated': merged.updated.length,
        'hiscrm.items.unchanged': merged.unchanged,
      })
      return merged
    })
    for (const response of carried) this.#traceResponse(response, accountId, about, startTime)
    return result
  }

  /** Ends the trace of a platform response: which of its items are in the store now. */
  #traceResponse(
    response: NonNullable<MessageTrace['links']>[number],
    accountId: string,
    about: SystemAttributes,
    startTime: number,
  ): void {
    const upsert = parseTraceparent(response.traceparent)
    if (upsert === undefined) return
    const stored = response.items.filter((ref) => this.#store.has(accountId, ref))
    const receiving = trace.getSpanContext(context.active())
    const links: Link[] = receiving === undefined ? [] : [{ context: receiving }]
    const attributes = { ...about, ...itemAttributes(stored) }
    const parent = trace.setSpanContext(context.active(), upsert)
    this.#telemetry.tracer.startSpan('store.merge', { attributes, links, startTime }, parent).end()
  }

  #count({ accountId, snapshot }: DataSync): void {
    this.#totalReceived += 1
    this.#lastReceiveTime = Date.now()
    this.#countByAccount.set(accountId, (this.#countByAccount.get(accountId) ?? 0) + 1)
    this.#received.add(1, { 'hiscrm.account.id': accountId })
    for (const name of collectionNames) {
      this.#items.add(snapshot.data[name].length, {
        'hiscrm.account.id': accountId,
        'hiscrm.collection': name,
      })
    }
  }

  #logCompleted(accountId: string, workerId: string, result: MergeResult): void {
    this.#telemetry.log.info('✅ Data sync completed', {
      event: 'sync.completed',
      'hiscrm.account.id': accountId,
      'hiscrm.worker.id': workerId,
      'hiscrm.items.added': result.added.length,
      'hiscrm.items.updated': result.updated.length,
      'hiscrm.items.unchanged': result.unchanged,
    })
  }
}
