import { type Context, context, trace } from '@opentelemetry/api'
import { itemAttributes } from '../shared/telemetry/attributes.ts'
import type { Telemetry } from '../shared/telemetry/telemetry.ts'
import { markFailed, withSpan } from '../shared/telemetry/with-span.ts'
import { DataStore } from './data-store.ts'
import type { StoreDatabase } from './store-database.ts'
import { refsOf, type StoreChange } from './stored-account.ts'

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
    const accounts = database.load()
    const counts = { 'hiscrm.account.count': accounts.size }
    const items = itemAttributes([...accounts.values()].flatMap(refsOf))
    span.setAttributes({ ...counts, ...items })
    log.info('The store is loaded.', {
      event: 'store.loaded',
      ...counts,
      'hiscrm.item.count': items['hiscrm.item.count'],
    })
    return new DataStore((change) => persist(database, telemetry, change), accounts)
  })
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
