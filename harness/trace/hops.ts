/**
 * The way of an item through the system, hop by hop, and who was seen where. The first hop is
 * what the recording showed the page, the last what Master's REST answers hold: both are known
 * without the system's own telemetry, so a broken trace cannot hide a broken sync.
 */
import { syncHops } from '../../system/shared/telemetry/catalogue.ts'
import { AccountItems } from './account-items.ts'
import type { RunRecord } from './run-record.ts'
import { itemsOf, type Span } from './span.ts'
import { type Window, within } from './window.ts'

export const pageHop = 'page'
export const stateHop = 'state'

/** Hops whose spans name their items, from page to store. */
export const spanHops: readonly string[] = syncHops

export const hops: readonly string[] = [pageHop, ...spanHops, stateHop]

/** Every hop has its items, if only none. */
export type ItemsByHop = ReadonlyMap<string, AccountItems>

/**
 * Items seen at each hop within a window. A span that ended in error passed nothing on, unless a
 * later hop began inside it: then it is there that it broke.
 */
export function itemsByHop(record: RunRecord, window: Window): ItemsByHop {
  const known = record.answer(windowsAsked)
  const key = `${window.fromMs} ${window.toMs}`
  let seen = known.get(key)
  if (seen === undefined) {
    seen = itemsSeen(record, window)
    known.set(key, seen)
  }
  return seen
}

/** One run is asked of the same few windows by several checks. */
function windowsAsked(_record: RunRecord): Map<string, ItemsByHop> {
  return new Map()
}

function itemsSeen(record: RunRecord, window: Window): ItemsByHop {
  const served = record.entries('served').filter(({ at }) => within(at, window))
  const states = record.entries('state').filter(({ at }) => within(at, window))
  return new Map([
    [pageHop, itemsOfEntries(served)],
    ...spanHops.map((hop): [string, AccountItems] => {
      const spans = record
        .spansNamed(hop)
        .filter((span) => itemsOf(span).length > 0 && within(span.endMs, window))
        .filter((span) => passedOn(record, span))
      return [hop, itemsOfSpans(record, spans)]
    }),
    [stateHop, itemsOfEntries(states)],
  ])
}

export function itemsOfEntries(
  entries: Iterable<{ accountId: string; items: readonly string[] }>,
): AccountItems {
  const all = new AccountItems()
  for (const { accountId, items } of entries) all.add(accountId, items)
  return all
}

export function itemsOfSpans(record: RunRecord, spans: readonly Span[]): AccountItems {
  const all = new AccountItems()
  for (const span of spans) {
    const items = itemsOf(span)
    if (items.length > 0) all.add(accountOf(record, span), items)
  }
  return all
}

/** Whom a span is about, by its own account or its nearest parent's; `''` where none says so. */
export function accountOf(record: RunRecord, span: Span): string {
  let asked: Span | undefined = span
  for (let depth = 0; asked !== undefined && depth < deepest; depth += 1) {
    const account = asked.attributes['hiscrm.account.id']
    if (typeof account === 'string') return account
    asked = asked.parentSpanId ? record.span(asked.parentSpanId) : undefined
  }
  return ''
}

/** In a trace from elsewhere parents may go round in a circle. */
const deepest = 20

/** Whether a span handed its items on; a child that comes in later may turn a no into a yes. */
export function passedOn(record: RunRecord, span: Span): boolean {
  return (
    span.status !== 'error' || record.children(span).some((child) => spanHops.includes(child.name))
  )
}

/** Spans at a hop that carry one of these items, in error or not. */
export function spansCarrying(record: RunRecord, hop: string, items: AccountItems): Span[] {
  return record.spansNamed(hop).filter((span) => {
    const carried = itemsOf(span)
    if (carried.length === 0) return false
    const account = accountOf(record, span)
    return carried.some((item) => items.has(account, item))
  })
}
