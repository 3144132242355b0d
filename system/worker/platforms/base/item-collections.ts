import type { z } from 'zod'
import {
  type CollectionName,
  type Collections,
  commentSchema,
  contentSchema,
  conversationSchema,
  itemRefs,
  messageSchema,
} from '../../../shared/protocol/models.ts'
import { firstIssue } from '../../../shared/settings.ts'

export interface Rejection {
  collection: CollectionName
  reason: string
}

export interface UpsertResult {
  /** References of the items that were taken, new or not. */
  taken: string[]
  added: number
  updated: number
  unchanged: number
  rejected: Rejection[]
}

/** All items of one account, by collection and id. */
export class ItemCollections {
  readonly #contents = new KeyedItems('contents', contentSchema, itemRefs.contents)
  readonly #comments = new KeyedItems('comments', commentSchema, itemRefs.comments)
  readonly #conversations = new KeyedItems(
    'conversations',
    conversationSchema,
    itemRefs.conversations,
  )
  readonly #messages = new KeyedItems('messages', messageSchema, itemRefs.messages)

  /** Takes items in: new ones are added, changed ones replaced, malformed ones refused. */
  upsert(items: Partial<Collections>): UpsertResult {
    const result: UpsertResult = { taken: [], added: 0, updated: 0, unchanged: 0, rejected: [] }
    for (const item of items.contents ?? []) this.#contents.upsert(item, result)
    for (const item of items.comments ?? []) this.#comments.upsert(item, result)
    for (const item of items.conversations ?? []) this.#conversations.upsert(item, result)
    for (const item of items.messages ?? []) this.#messages.upsert(item, result)
    return result
  }

  /** Everything, as it stands now. */
  all(): Collections {
    return {
      contents: this.#contents.all(),
      comments: this.#comments.all(),
      conversations: this.#conversations.all(),
      messages: this.#messages.all(),
    }
  }
}

class KeyedItems<T> {
  readonly #name: CollectionName
  readonly #schema: z.ZodType<T>
  readonly #refOf: (item: T) => string
  readonly #items = new Map<string, { item: T; text: string }>()

  constructor(name: CollectionName, schema: z.ZodType<T>, refOf: (item: T) => string) {
    this.#name = name
    this.#schema = schema
    this.#refOf = refOf
  }

  upsert(given: T, result: UpsertResult): void {
    const parsed = this.#schema.safeParse(given)
    if (!parsed.success) {
      result.rejected.push({ collection: this.#name, reason: firstIssue(parsed.error) })
      return
    }
    const item = parsed.data
    const ref = this.#refOf(item)
    const text = JSON.stringify(item)
    const before = this.#items.get(ref)
    if (before === undefined) result.added += 1
    else if (before.text === text) result.unchanged += 1
    else result.updated += 1
    this.#items.set(ref, { item, text })
    result.taken.push(ref)
  }

  all(): T[] {
    return [...this.#items.values()].map(({ item }) => item)
  }
}
