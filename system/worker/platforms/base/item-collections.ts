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
import { type Fields, sameFields } from '../../../shared/protocol/same-fields.ts'
import { firstIssue } from '../../../shared/settings.ts'

export interface Rejection {
  collection: CollectionName
  reason: string
}

/** An item as it is held; once it is replaced by a newer one it is not current any more. */
export interface HeldItem {
  readonly ref: string
  readonly isCurrent: boolean
}

export interface UpsertResult {
  /** The items that were taken, new or not. */
  taken: HeldItem[]
  /** References of those that were added or updated. */
  changed: string[]
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
    const result: UpsertResult = {
      taken: [],
      changed: [],
      added: 0,
      updated: 0,
      unchanged: 0,
      rejected: [],
    }
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

interface Held<T> extends HeldItem {
  item: T
  isCurrent: boolean
}

class KeyedItems<T extends Fields> {
  readonly #name: CollectionName
  readonly #schema: z.ZodType<T>
  readonly #refOf: (item: T) => string
  readonly #items = new Map<string, Held<T>>()

  constructor(name: CollectionName, schema: z.ZodType<T>, refOf: (item: T) => string) {
    this.#name = name
    this.#schema = schema
    this.#refOf = refOf
  }

  upsert(given: T, result: UpsertResult): void {
    // What equals an item that was found valid is valid.
    const known = this.#items.get(this.#refOf(given))
    if (known !== undefined && sameFields(known.item, given)) {
      result.unchanged += 1
      result.taken.push(known)
      return
    }
    const parsed = this.#schema.safeParse(given)
    if (!parsed.success) {
      result.rejected.push({ collection: this.#name, reason: firstIssue(parsed.error) })
      return
    }
    this.#replace(parsed.data, result)
  }

  #replace(newer: T, result: UpsertResult): void {
    const ref = this.#refOf(newer)
    const before = this.#items.get(ref)
    const item = before === undefined ? newer : withKnown(newer, before.item)
    if (before !== undefined && sameFields(before.item, item)) {
      result.unchanged += 1
      result.taken.push(before)
      return
    }
    if (before === undefined) {
      result.added += 1
    } else {
      result.updated += 1
      before.isCurrent = false
    }
    const held = { ref, item, isCurrent: true }
    this.#items.set(ref, held)
    result.taken.push(held)
    result.changed.push(ref)
  }

  all(): T[] {
    return Array.from(this.#items.values(), ({ item }) => item)
  }
}

/** What is not known any more, which is null, stays as it was known. */
function withKnown<T extends Fields>(newer: T, older: T): T {
  const names = Object.keys(newer).filter((name) => newer[name] === null && older[name] !== null)
  if (names.length === 0) return newer
  return { ...newer, ...Object.fromEntries(names.map((name) => [name, older[name]])) }
}
