import { type Collections, itemRefs } from '../shared/protocol/models.ts'
import type { StoreStats } from '../shared/protocol/payloads.ts'
import { type Fields, sameFields } from '../shared/protocol/same-fields.ts'
import {
  noItems,
  type StoreChange,
  type StoredAccount,
  type StoredItems,
} from './stored-account.ts'

export interface MergeResult {
  added: string[]
  updated: string[]
  /** Items that were there just so. */
  unchanged: number
}

type Totals = Omit<StoreStats, 'lastUpdate'>

export interface AccountData extends Collections {
  accountId: string
  platform: string
  lastUpdate: number
}

/** All items of all accounts, in memory, and nothing that was not made to last before. */
export class DataStore {
  readonly #accounts: Map<string, StoredAccount>
  readonly #persist: (change: StoreChange) => void
  /** Kept along: every acknowledgement tells them. */
  readonly #totals: Totals
  #lastUpdate: number | null

  /**
   * @param persist makes a change last; if it throws, the change is not made
   * @param accounts what was made to last before
   */
  constructor(
    persist: (change: StoreChange) => void,
    accounts: ReadonlyMap<string, StoredAccount> = new Map(),
  ) {
    this.#persist = persist
    this.#accounts = new Map(accounts)
    const updates = [...accounts.values()].map(({ lastUpdate }) => lastUpdate)
    this.#lastUpdate = updates.length === 0 ? null : updates.reduce((a, b) => Math.max(a, b))
    const total = (name: keyof StoredItems) =>
      [...accounts.values()].reduce((sum, account) => sum + account[name].size, 0)
    this.#totals = {
      totalAccounts: accounts.size,
      totalComments: total('comments'),
      totalContents: total('contents'),
      totalConversations: total('conversations'),
      totalMessages: total('messages'),
    }
  }

  /**
   * Merges a snapshot: new items are added, changed ones replaced; none is ever taken away. What
   * is the same is written nowhere. Throws what `persist` throws; then the store is as it was.
   */
  merge(accountId: string, platform: string, data: Collections): MergeResult {
    const before = this.#accounts.get(accountId)
    const account = before ?? { platform, lastUpdate: 0, ...noItems() }
    const { result, items } = compare(account, data)
    const lastUpdate = Date.now()
    if (before?.platform !== platform || result.added.length + result.updated.length > 0) {
      this.#persist({ accountId, platform, lastUpdate, items })
    }
    this.#accounts.set(accountId, account)
    if (before === undefined) this.#totals.totalAccounts += 1
    take(account, items, this.#totals)
    account.platform = platform
    account.lastUpdate = lastUpdate
    this.#lastUpdate = lastUpdate
    return result
  }

  /** Whether an item, named as `kind:id`, is stored for an account. */
  has(accountId: string, ref: string): boolean {
    const account = this.#accounts.get(accountId)
    if (account === undefined) return false
    const { contents, comments, conversations, messages } = account
    return [contents, comments, conversations, messages].some((items) => items.has(ref))
  }

  /** Everything of one account; undefined where nothing was ever received for it. */
  accountData(accountId: string): AccountData | undefined {
    const account = this.#accounts.get(accountId)
    if (account === undefined) return undefined
    return {
      accountId,
      platform: account.platform,
      lastUpdate: account.lastUpdate,
      contents: [...account.contents.values()],
      comments: [...account.comments.values()],
      conversations: [...account.conversations.values()],
      messages: [...account.messages.values()],
    }
  }

  stats(): StoreStats {
    return { ...this.#totals, lastUpdate: this.#lastUpdate }
  }
}

/** What is new or has changed; the account itself stays as it is. */
function compare(
  account: StoredItems,
  data: Collections,
): { result: MergeResult; items: StoredItems } {
  const result: MergeResult = { added: [], updated: [], unchanged: 0 }
  const changed = <T extends Fields>(
    stored: ReadonlyMap<string, T>,
    given: readonly T[],
    refOf: (item: T) => string,
  ): Map<string, T> => {
    const found = new Map<string, T>()
    // Most snapshots bring the very items that are stored, in the same order (MessageReader).
    const inOrder = stored.values()
    for (const item of given) {
      if (inOrder.next().value === item) {
        result.unchanged += 1
        continue
      }
      const ref = refOf(item)
      const before = found.get(ref) ?? stored.get(ref)
      if (before === undefined) result.added.push(ref)
      else if (sameFields(before, item)) {
        result.unchanged += 1
        continue
      } else result.updated.push(ref)
      found.set(ref, item)
    }
    return found
  }
  const items = {
    contents: changed(account.contents, data.contents, itemRefs.contents),
    comments: changed(account.comments, data.comments, itemRefs.comments),
    conversations: changed(account.conversations, data.conversations, itemRefs.conversations),
    messages: changed(account.messages, data.messages, itemRefs.messages),
  }
  return { result, items }
}

/** Counts what is new. */
function take(account: StoredItems, items: StoredItems, totals: Totals): void {
  const into = <T>(stored: Map<string, T>, changed: ReadonlyMap<string, T>): number => {
    const before = stored.size
    for (const [ref, item] of changed) stored.set(ref, item)
    return stored.size - before
  }
  totals.totalContents += into(account.contents, items.contents)
  totals.totalComments += into(account.comments, items.comments)
  totals.totalConversations += into(account.conversations, items.conversations)
  totals.totalMessages += into(account.messages, items.messages)
}
