import { type Context, context, type Tracer, trace } from '@opentelemetry/api'
import { itemAttributes, maxItemIds } from '../shared/telemetry/attributes.ts'
import type { Telemetry } from '../shared/telemetry/telemetry.ts'
import { markFailed, withSpan } from '../shared/telemetry/with-span.ts'
import { DataStore } from './data-store.ts'
import type { StoreDatabase } from './store-database.ts'
import { refsOf, type StoreChange, type StoredAccount } from './stored-account.ts'

/**
 * Loads the store from its database; from then on nothing is in the store that is not there too.
 *
 * @param parent the context of the span that loading is a part of
 * @throws OperatorError where the database cannot be read.
 */
export function loadStore(
  database: StoreDatabase,
  telemetry: Telemetry,
  parent: Context,
): Promise<DataStore> {
  const { tracer, log } = telemetry
  return withSpan(tracer, 'store.load', { parent }, (span) => {
    const startTime = Date.now()
    const accounts = database.load()
    const counts = { 'hiscrm.account.count': accounts.size, 'hiscrm.item.count': 0 }
    for (const [accountId, account] of accounts) {
      counts['hiscrm.item.count'] += traceAccount(tracer, accountId, account, startTime)
    }
    span.setAttributes(counts)
    log.info('The store is loaded.', { event: 'store.loaded', ...counts })
    return new DataStore((change) => persist(database, telemetry, change), accounts)
  })
}

/**
 * Names all that was loaded for an account, in as many spans as that takes.
 *
 * @param startTime milliseconds since 1970
 * @returns the number of its items
 */
function traceAccount(
  tracer: Tracer,
  accountId: string,
  account: StoredAccount,
  startTime: number,
): number {
  const refs = refsOf(account)
  for (let from = 0; from === 0 || from < refs.length; from += maxItemIds) {
    const attributes = {
      'hiscrm.account.id': accountId,
      ...itemAttributes(refs.slice(from, from + maxItemIds)),
    }
    tracer.startSpan('store.load', { attributes, startTime }, context.active()).end()
  }
  return refs.length
}

/** At once and without a pause: nothing else may come between the comparison and the store. */
function persist(database: StoreDatabase, { tracer }: Telemetry, change: StoreChange): void {
  const attributes = {
    'hiscrm.account.id': change.accountId,
    ...itemAttributes(refsOf(change.items)),
  }
  const span = tracer.startSpan('store.persist', { attributes }, context.active())
  try {
    context.with(trace.setSpan(context.active(), span), () => database.write(change))
  } catch (error) {
    markFailed(span, error)
    throw error
  } finally {
    span.end()
  }
}
