/**
 * What a recording really contains, read from the recorded answers alone. It shares no code with
 * the worker, so that a mistake of the worker's reading cannot hide in the yardstick.
 */
import type { ItemRef } from '../journal/entry.ts'
import { type Exchange, type Recording, RecordingError } from './recording.ts'
import { type FoundItem, findItems, type ItemKind } from './truth-items.ts'

export type { ItemKind } from './truth-items.ts'

export interface TruthItem {
  readonly ref: ItemRef
  readonly kind: ItemKind
  readonly id: string
  /** The first exchange whose answer holds the item, and its episode. */
  readonly firstExchange: number
  readonly firstEpisode: number
  /** What does not change while the item lives; times are milliseconds UTC. */
  readonly fields: Readonly<Record<string, string | number | boolean | null>>
}

export interface Truth {
  /** Every item of the recording, in the order of first appearance. */
  readonly items: ReadonlyMap<ItemRef, TruthItem>
  /** For each exchange the items that its answer holds, each once. */
  readonly byExchange: readonly (readonly ItemRef[])[]
}

/**
 * Lists every item of every exchange.
 *
 * @throws RecordingError when an answer cannot be read or holds an item without an id, or when two
 *   answers contradict each other about the same item
 */
export function truthOf(recording: Recording): Truth {
  const items = new Map<ItemRef, TruthItem>()
  const byExchange = recording.exchanges.map((exchange) => {
    const found = itemsIn(recording, exchange)
    for (const item of found) admit(recording, items, exchange, item)
    return [...new Set(found.map(refOf))]
  })
  return { items, byExchange }
}

function refOf(item: { kind: ItemKind; id: string }): ItemRef {
  return `${item.kind}:${item.id}`
}

function itemsIn(recording: Recording, exchange: Exchange): FoundItem[] {
  try {
    return findItems(exchange)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new RecordingError(
      `Entry ${exchange.index} of traffic.har in the recording ${recording.name} ` +
        `(${exchange.url.pathname}) cannot be read as the list it should be: ${reason}. ` +
        'Correct it, or make the recording again.',
      { cause: error },
    )
  }
}

function admit(
  recording: Recording,
  items: Map<ItemRef, TruthItem>,
  exchange: Exchange,
  found: FoundItem,
): void {
  const ref = refOf(found)
  const known = items.get(ref)
  if (known === undefined) {
    const { kind, id, fields } = found
    const { index: firstExchange, episode: firstEpisode } = exchange
    items.set(ref, { ref, kind, id, firstExchange, firstEpisode, fields })
    return
  }
  if (JSON.stringify(known.fields) === JSON.stringify(found.fields)) return
  throw new RecordingError(
    `The recording ${recording.name} contradicts itself about ${ref}: entries ` +
      `${known.firstExchange} and ${exchange.index} of traffic.har differ in what should not ` +
      'change. Make the recording again.',
  )
}

/** The text of `truth.json`: the truth, for people to read and for `git diff`. */
export function formatTruth(recording: Recording, truth: Truth): string {
  const byExchange = truth.byExchange
    .map((items, exchange) => ({ exchange, items }))
    .filter(({ items }) => items.length > 0)
  const stored = {
    version: 1,
    recording: recording.name,
    items: [...truth.items.values()],
    byExchange,
  }
  return `${JSON.stringify(stored, null, 2)}\n`
}
