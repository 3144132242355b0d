/**
 * The way of an item through the system, hop by hop, and who was seen where. The first hop is
 * what the recording showed the page, the last what Master's REST answers hold: both are known
 * without the system's own telemetry, so a broken trace cannot hide a broken sync.
 */
import { syncHops } from '../../system/shared/telemetry/catalogue.ts'
import type { RunRecord } from './run-record.ts'
import { itemsOf, type Span } from './span.ts'
import { type Window, within } from './window.ts'

export const pageHop = 'page'
export const stateHop = 'state'

/** Hops whose spans name their items, from page to store. */
export const spanHops: readonly string[] = syncHops

export const hops: readonly string[] = [pageHop, ...spanHops, stateHop]

/**
 * Items seen at each hop within a window. A span that ended in error passed nothing on, unless a
 * later hop began inside it: then it is there that it broke.
 */
export function itemsByHop(record: RunRecord, window: Window): Map<string, Set<string>> {
  const seen = new Map<string, Set<string>>(hops.map((hop) => [hop, new Set<string>()]))
  const add = (hop: string, items: readonly string[]) => {
    const set = seen.get(hop)
    for (const item of items) set?.add(item)
  }
  for (const served of record.entries('served')) {
    if (within(served.at, window)) add(pageHop, served.items)
  }
  for (const span of record.spans) {
    if (within(span.endMs, window) && passedOn(record, span)) add(span.name, itemsOf(span))
  }
  for (const state of record.entries('state')) {
    if (within(state.at, window)) add(stateHop, state.items)
  }
  return seen
}

function passedOn(record: RunRecord, span: Span): boolean {
  return (
    span.status !== 'error' || record.children(span).some((child) => spanHops.includes(child.name))
  )
}

/** Spans at a hop that carry one of these items, in error or not. */
export function spansCarrying(record: RunRecord, hop: string, items: ReadonlySet<string>): Span[] {
  return record.spansNamed(hop).filter((span) => itemsOf(span).some((item) => items.has(item)))
}
