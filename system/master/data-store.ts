import {
  type Collections,
  type Comment,
  type Content,
  type Conversation,
  itemRefs,
  type Message,
} from '../shared/protocol/models.ts'
import type { StoreStats } from '../shared/protocol/payloads.ts'

export interface MergeResult {
  added: string[]
  updated: string[]
  /** Items that were there just so. */
  unchanged: number
}

interface StoredAccount {
  platform: string
  lastUpdate: number
  contents: Map<string, Content>
  comments: Map<string, Comment>
  conversations: Map<string, Conversation>
  messages: Map<string, Message>
}

export interface AccountData extends Collections {
  accountId: string
  platform: string
  lastUpdate: number
}

/** All items of all accounts, in memory. */
export class DataStore {
  readonly #accounts = new Map<string, StoredAccount>()
  #lastUpdate: number | null = null

  /** Merges a snapshot: new items are added, changed ones replaced; none is ever taken away. */
  merge(accountId: string, platform: string, data: Collections): MergeResult {
    const account = this.#accounts.get(accountId) ?? emptyAccount(platform)
    this.#accounts.set(accountId, account)
    const result: MergeResult = { added: [], updated: [], unchanged: 0 }
    mergeInto(account.contents, data.contents, itemRefs.contents, result)
    mergeInto(account.comments, data.comments, itemRefs.comments, result)
    mergeInto(account.conversations, data.conversations, itemRefs.conversations, result)
    mergeInto(account.messages, data.messages, itemRefs.messages, result)
    account.platform = platform
    account.lastUpdate = Date.now()
    this.#lastUpdate = account.lastUpdate
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
    const accounts = [...this.#accounts.values()]
    const total = (size: (account: StoredAccount) => number): number =>
      accounts.reduce((sum, account) => sum + size(account), 0)
    return {
      totalAccounts: accounts.length,
      totalComments: total(({ comments }) => comments.size),
      totalContents: total(({ contents }) => contents.size),
      totalConversations: total(({ conversations }) => conversations.size),
      totalMessages: total(({ messages }) => messages.size),
      lastUpdate: this.#lastUpdate,
    }
  }
}

function emptyAccount(platform: string): StoredAccount {
  return {
    platform,
    lastUpdate: 0,
    contents: new Map(),
    comments: new Map(),
    conversations: new Map(),
    messages: new Map(),
  }
}

function mergeInto<T>(
  stored: Map<string, T>,
  items: readonly T[],
  refOf: (item: T) => string,
  result: MergeResult,
): void {
  for (const item of items) {
    const ref = refOf(item)
    const before = stored.get(ref)
    if (before === undefined) result.added.push(ref)
    else if (isSame(before, item)) {
      result.unchanged += 1
      continue
    } else result.updated.push(ref)
    stored.set(ref, item)
  }
}

/** Items come from one schema, so equal ones have their fields in the same order. */
function isSame(one: unknown, other: unknown): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
