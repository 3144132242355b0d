import type {
  CollectionName,
  Collections,
  Comment,
  Content,
  Conversation,
  Message,
} from '../shared/protocol/models.ts'

/** Items by collection and by name (`kind:id`), each collection in the order of first arrival. */
export interface StoredItems {
  contents: Map<string, Content>
  comments: Map<string, Comment>
  conversations: Map<string, Conversation>
  messages: Map<string, Message>
}

/** What the store holds of one account. */
export interface StoredAccount extends StoredItems {
  platform: string
  /** Milliseconds since 1970. */
  lastUpdate: number
}

/** What a merge puts into the store: only what is new or has changed. */
export interface StoreChange {
  accountId: string
  platform: string
  lastUpdate: number
  items: StoredItems
}

export function noItems(): StoredItems {
  return { contents: new Map(), comments: new Map(), conversations: new Map(), messages: new Map() }
}

/** An item without the type of its collection. */
export type StoredItem = Collections[CollectionName][number]

/** Every item with its collection and its name, in a stable order. */
export function* entriesOf(
  items: StoredItems,
): Generator<{ collection: CollectionName; ref: string; item: StoredItem }> {
  const { contents, comments, conversations, messages } = items
  for (const [ref, item] of contents) yield { collection: 'contents', ref, item }
  for (const [ref, item] of comments) yield { collection: 'comments', ref, item }
  for (const [ref, item] of conversations) yield { collection: 'conversations', ref, item }
  for (const [ref, item] of messages) yield { collection: 'messages', ref, item }
}

/** How every item is named: `comment:7412…`. */
export function refsOf(items: StoredItems): string[] {
  return [...entriesOf(items)].map(({ ref }) => ref)
}
