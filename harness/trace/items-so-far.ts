/**
 * The items seen at one hop since the run began, kept up to date while it goes on: each look reads
 * only what came in since the one before.
 */
import { AccountItems } from './account-items.ts'
import { accountOf, pageHop, passedOn } from './hops.ts'
import type { RunRecord } from './run-record.ts'
import { itemsOf, type Span } from './span.ts'

export class ItemsSoFar {
  readonly #record: RunRecord
  readonly #hop: string
  readonly #items = new AccountItems()
  #read = 0
  /** In error, and nothing has begun inside them yet. */
  #stuck: Span[] = []

  /** @param hop `page` or a hop that spans name */
  constructor(record: RunRecord, hop: string) {
    this.#record = record
    this.#hop = hop
  }

  get items(): AccountItems {
    if (this.#hop === pageHop) this.#readServed()
    else this.#readSpans()
    return this.#items
  }

  #readServed(): void {
    const served = this.#record.entries('served')
    for (; this.#read < served.length; this.#read += 1) {
      const entry = served[this.#read]
      if (entry) this.#items.add(entry.accountId, entry.items)
    }
  }

  #readSpans(): void {
    const spans = this.#record.spansNamed(this.#hop)
    // Asked after every line, and most bring nothing of this hop.
    if (spans.length === this.#read && this.#stuck.length === 0) return
    const fresh = spans.slice(this.#read)
    this.#read = spans.length
    const waiting = [...this.#stuck, ...fresh]
    this.#stuck = waiting.filter((span) => !passedOn(this.#record, span))
    const stuck = new Set(this.#stuck)
    for (const span of waiting) {
      const items = itemsOf(span)
      if (items.length > 0 && !stuck.has(span)) {
        this.#items.add(accountOf(this.#record, span), items)
      }
    }
  }
}
