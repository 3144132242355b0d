/**
 * What a recording really contains, read from the recorded answers alone. It shares no code with
 * the worker, so that a mistake of the worker's reading cannot hide in the yardstick.
 */
import type { ItemRef } from '../journal/entry.ts'
import { type Exchange, type Recording, RecordingError } from './recording.ts'
import { findInFrame } from './truth-frames.ts'
import {
  type FoundItem,
  findItems,
  type ItemKind,
  isReadByWorker,
  type Values,
} from './truth-items.ts'

export { type ItemKind, isReadByWorker } from './truth-items.ts'

export interface TruthItem {
  readonly ref: ItemRef
  readonly kind: ItemKind
  readonly id: string
  /** The only account that is shown it; undefined: every account. */
  readonly account?: string
  /** The first exchange that shows the item, and the episode in which it does. */
  readonly firstExchange: number
  readonly firstEpisode: number
  /** What does not change while the item lives; times are milliseconds UTC. */
  readonly fields: Values
  /** What may change (title, counts, names): each time it did, with what was shown then. */
  readonly dated: readonly Dated[]
  /** The first episode that shows it as recalled. */
  readonly recalledIn?: number
}

export interface Dated {
  readonly episode: number
  readonly exchange: number
  readonly values: Values
}

export interface Truth {
  /** Every item of the recording, in the order of first appearance. */
  readonly items: ReadonlyMap<ItemRef, TruthItem>
  /** For each exchange the items that its answer or its frames hold, each once. */
  readonly byExchange: readonly (readonly ItemRef[])[]
}

/**
 * Lists every item of every exchange.
 *
 * @throws RecordingError when an answer or a frame cannot be read or holds an item without an id, or
 *   when two of them contradict each other about the same item
 */
export function truthOf(recording: Recording): Truth {
  const reading = new Reading(recording)
  const byExchange = recording.exchanges.map((exchange) => reading.read(exchange))
  return { items: reading.items(), byExchange }
}

/**
 * What an answer shows of items that today's worker reads (truth-items.ts). The live connection is
 * none of it: its frames go past the worker.
 */
export function shownItems(truth: Truth, { index, frames }: Exchange): ItemRef[] {
  if (frames !== undefined) return []
  return (truth.byExchange[index] ?? []).filter(isReadByWorker)
}

export function refOf(item: { kind: ItemKind; id: string }): ItemRef {
  return `${item.kind}:${item.id}`
}

interface Found extends FoundItem {
  episode: number
}

type Draft = { -readonly [K in keyof TruthItem]: TruthItem[K] } & { dated: Dated[] }

class Reading {
  readonly #recording: Recording
  readonly #items = new Map<ItemRef, Draft>()

  constructor(recording: Recording) {
    this.#recording = recording
  }

  items(): ReadonlyMap<ItemRef, TruthItem> {
    return this.#items
  }

  read(exchange: Exchange): ItemRef[] {
    const found = this.#find(exchange)
    for (const item of found) this.#admit(exchange, item)
    return [...new Set(found.map(refOf))]
  }

  #find(exchange: Exchange): Found[] {
    const { episode, frames = [] } = exchange
    try {
      return [
        ...findItems(exchange).map((item) => ({ ...item, episode })),
        ...frames.flatMap((frame) =>
          findInFrame(exchange.url, frame).map((item) => ({ ...item, episode: frame.episode })),
        ),
      ]
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      const what = exchange.frames === undefined ? 'list' : 'live connection'
      throw new RecordingError(
        `Entry ${exchange.index} of traffic.har in the recording ${this.#recording.name} ` +
          `(${exchange.url.pathname}) cannot be read as the ${what} it should be: ${reason}. ` +
          'Correct it, or make the recording again.',
        { cause: error },
      )
    }
  }

  #admit({ index, account }: Exchange, found: Found): void {
    const { kind, id, fields, dated, episode, isRecalled } = found
    const ref = refOf(found)
    const known = this.#items.get(ref)
    const item: Draft = known ?? {
      ref,
      kind,
      id,
      ...(account !== undefined && { account }),
      firstExchange: index,
      firstEpisode: episode,
      fields,
      dated: [],
    }
    this.#items.set(ref, item)
    if (isRecalled) item.recalledIn ??= episode
    // What is recalled no longer says what it said; what it was stays the truth about it.
    else if (!isSame(item.fields, fields)) throw this.#contradiction(item, index)
    const latest = item.dated.at(-1)?.values ?? {}
    if (!isSame(latest, dated)) item.dated.push({ episode, exchange: index, values: dated })
  }

  #contradiction({ ref, firstExchange }: TruthItem, index: number): RecordingError {
    return new RecordingError(
      `The recording ${this.#recording.name} contradicts itself about ${ref}: entries ` +
        `${firstExchange} and ${index} of traffic.har differ in what should not change. Make the ` +
        'recording again.',
    )
  }
}

function isSame(a: Values, b: Values): boolean {
  return JSON.stringify(a) === JSON.stringify(b)
}
