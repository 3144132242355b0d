/** Which items an account is shown with other values than before. */
import type { ItemRef, ItemValues } from '../journal/entry.ts'
import type { Truth } from './truth.ts'

export interface ItemUpdate {
  item: ItemRef
  values: ItemValues
}

/** Over the course of a run, for all its accounts. */
export class ItemUpdates {
  readonly #truth: Truth
  /** For each account and item, which of its dated values it was shown last. */
  readonly #shown = new Map<string, Map<ItemRef, number>>()

  constructor(truth: Truth) {
    this.#truth = truth
  }

  /** Takes note of an answer as it was recorded. @param items those that the worker reads in it */
  shows(accountId: string, exchange: number, items: readonly ItemRef[]): ItemUpdate[] {
    const shown = this.#shown.get(accountId) ?? new Map<ItemRef, number>()
    this.#shown.set(accountId, shown)
    return items.flatMap((item) => {
      const dated = this.#truth.items.get(item)?.dated ?? []
      // Most never change.
      if (dated.length < 2) return []
      const now = dated.findLastIndex((values) => values.exchange <= exchange)
      const before = shown.get(item)
      shown.set(item, now)
      const values = dated[now]?.values
      if (before === undefined || before === now || values === undefined) return []
      return [{ item, values }]
    })
  }
}
