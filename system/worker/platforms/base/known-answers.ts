import type { AccountDataManager } from './account-data-manager.ts'
import type { HeldItem } from './item-collections.ts'
import { keepAtMost } from './keep-at-most.ts'
import type { AnswerFacts } from './page-visit.ts'

/** An answer that was read without any problem, and what is held of it since. */
export interface KnownAnswer {
  text: string
  items: readonly HeldItem[]
  said: AnswerFacts
}

interface Kept extends KnownAnswer {
  /** `updates` of the data manager when all of its items were seen to be current. */
  seen: number | undefined
}

/** More answers than these, or larger ones, are read anew each time. */
const maxKnownAnswers = 500
const maxKnownLength = 1_000_000

/**
 * The last good answer of each address. Reading it again would change nothing as long as all its
 * items are current. One that met a problem is never kept: it is read, and told, each time.
 */
export class KnownAnswers {
  readonly #dataManager: Pick<AccountDataManager, 'updates'>
  readonly #byAddress = new Map<string, Kept>()

  constructor(dataManager: Pick<AccountDataManager, 'updates'>) {
    this.#dataManager = dataManager
  }

  find(address: string, text: string): KnownAnswer | undefined {
    const known = this.#byAddress.get(address)
    return known?.text === text && this.#isCurrent(known) ? known : undefined
  }

  keep(address: string, answer: KnownAnswer): void {
    this.#byAddress.delete(address)
    if (answer.text.length > maxKnownLength) return
    keepAtMost(this.#byAddress, maxKnownAnswers).set(address, { ...answer, seen: undefined })
  }

  #isCurrent(answer: Kept): boolean {
    const { updates } = this.#dataManager
    if (answer.seen === updates) return true
    if (!answer.items.every(({ isCurrent }) => isCurrent)) return false
    answer.seen = updates
    return true
  }
}
