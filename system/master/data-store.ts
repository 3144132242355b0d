import {
  type Collections,
  type Comment,
  type Content,
  type Conversation,
  itemRefs,
  type Message,
} from '../shared/protocol/models.ts'
import type { StoreStats } from '../shared/protocol/payloads.ts'
import { sameFields } from '../shared/protocol/same-fields.ts'

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

type Totals = Omit<StoreStats, 'lastUpdate'>

export interface AccountData extends Collections {
  accountId: string
  platform: string
  lastUpdate: number
}

/** All items of all accounts, in memory. */
export class DataStore {
  readonly #accounts = new Map<string, StoredAccount>()
  readonly #totals: Totals = {
    totalAccounts: 0,
    totalComments: 0,
    totalContents: 0,
    totalConversations: 0,
    totalMessages: 0,
  }
  #lastUpdate: number | null = null

  /** Merges a snapshot: new items are added, changed ones replaced; none is ever taken away. */
  merge(accountId: string, platform: string, data: Collections): MergeResult {
    const account = this.#account(accountId, platform)
    const result: MergeResult = { added: [], updated: [], unchanged: 0 }
    const totals = this.#totals
    totals.totalContents += mergeInto(account.contents, data.contents, itemRefs.contents, result)
    totals.totalComments += mergeInto(account.comments, data.comments, itemRefs.comments, result)
    totals.totalConversations += mergeInto(
      account.conversations,
      data.conversations,
      itemRefs.conversations,
      result,
    )
    totals.totalMessages += mergeInto(account.messages, data.messages, itemRefs.messages, result)
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
    return { ...this.#totals, lastUpdate: this.#lastUpdate }
  }

  #account(accountId: string, platform: string): StoredAccount {
    const known = this.#accounts.get(accountId)
    if (known !== undefined) return known
    const account = emptyAccount(platform)
    this.#accounts.set(accountId, account)
    this.#totals.totalAccounts += 1
    return account
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

/** Returns how many more there are now. */
function mergeInto<T extends object>(
  stored: Map<string, T>,
  items: readonly T[],
  refOf: (item: T) => string,
  result: MergeResult,
): number {
  const before = stored.size
  for (const item of items) {
    const ref = refOf(item)
    const known = stored.get(ref)
    if (known === undefined) result.added.push(ref)
    else if (sameFields(known, item)) {
      result.unchanged += 1
      continue
    } else result.updated.push(ref)
    stored.set(ref, item)
  }
  return stored.size - before
}
