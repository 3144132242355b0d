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
export function itemsByHop(
  record: RunRecord,
  window: Window,
): ReadonlyMap<string, ReadonlySet<string>> {
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
function windowsAsked(_record: RunRecord): Map<string, ReadonlyMap<string, ReadonlySet<string>>> {
  return new Map()
}

function itemsSeen(record: RunRecord, window: Window): Map<string, Set<string>> {
  const seen = new Map<string, Set<string>>(hops.map((hop) => [hop, new Set<string>()]))
  const add = (hop: string, items: readonly string[]) => {
    const set = seen.get(hop)
    for (const item of items) set?.add(item)
  }
  for (const served of record.entries('served')) {
    if (within(served.at, window)) add(pageHop, served.items)
  }
  for (const hop of spanHops) {
    for (const span of record.spansNamed(hop)) {
      if (within(span.endMs, window) && passedOn(record, span)) add(hop, itemsOf(span))
    }
  }
  for (const state of record.entries('state')) {
    if (within(state.at, window)) add(stateHop, state.items)
  }
  return seen
}

/** Whether a span handed its items on; a child that comes in later may turn a no into a yes. */
export function passedOn(record: RunRecord, span: Span): boolean {
  return (
    span.status !== 'error' || record.children(span).some((child) => spanHops.includes(child.name))
  )
}

/** Spans at a hop that carry one of these items, in error or not. */
export function spansCarrying(record: RunRecord, hop: string, items: ReadonlySet<string>): Span[] {
  return record.spansNamed(hop).filter((span) => itemsOf(span).some((item) => items.has(item)))
}
