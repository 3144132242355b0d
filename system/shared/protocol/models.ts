/**
 * The items that a worker reads from a platform and Master keeps. Ids are strings from the first
 * byte (19 digits do not fit a JSON number), times are milliseconds UTC, unknown is null.
 */
import { z } from 'zod'

/** An id as text; refuses the words that a missing id turns into when it is made a string. */
export const itemId = z
  .string()
  .min(1)
  .max(256)
  .refine((id) => !['undefined', 'null', 'NaN', '[object Object]'].includes(id), {
    message: 'is the name of a missing value, not an id',
  })

const text = z.string().max(20_000)
const timeMs = z.number().int().nonnegative().nullable()

const header = { accountId: itemId, platform: z.string().min(1).max(40) }

export const contentSchema = z.object({
  ...header,
  contentId: itemId,
  type: z.enum(['video', 'image', 'article', 'live']),
  title: text,
  coverUrl: text.nullable(),
  authorId: itemId.nullable(),
  publishTime: timeMs,
  viewCount: z.number().int().nullable(),
  likeCount: z.number().int().nullable(),
  commentCount: z.number().int().nullable(),
  shareCount: z.number().int().nullable(),
})
export type Content = z.infer<typeof contentSchema>

export const commentSchema = z.object({
  ...header,
  commentId: itemId,
  contentId: itemId,
  parentCommentId: itemId.nullable(),
  authorId: itemId,
  authorName: text,
  authorAvatar: text.nullable(),
  content: text,
  likeCount: z.number().int().nullable(),
  replyCount: z.number().int().nullable(),
  isAuthorReply: z.boolean(),
  createdAt: timeMs,
})
export type Comment = z.infer<typeof commentSchema>

export const conversationSchema = z.object({
  ...header,
  /** The other party's `sec_uid`: the one key that lists and histories share. */
  conversationId: itemId,
  userId: itemId.nullable(),
  userName: text,
  userAvatar: text.nullable(),
})
export type Conversation = z.infer<typeof conversationSchema>

export const messageSchema = z.object({
  ...header,
  messageId: itemId,
  conversationId: itemId,
  senderId: itemId,
  senderName: text.nullable(),
  type: z.enum(['text', 'image', 'video', 'audio', 'file', 'link', 'card']),
  content: text,
  direction: z.enum(['inbound', 'outbound']),
  createdAt: timeMs,
})
export type Message = z.infer<typeof messageSchema>

/** What one account holds, by collection; the shape of a snapshot and of the store. */
export const collectionsSchema = z.object({
  contents: z.array(contentSchema),
  comments: z.array(commentSchema),
  conversations: z.array(conversationSchema),
  messages: z.array(messageSchema),
})
export type Collections = z.infer<typeof collectionsSchema>
export type CollectionName = keyof Collections

export const collectionNames = ['contents', 'comments', 'conversations', 'messages'] as const

/** How an item of each collection is named in spans, logs and journals: `comment:7412…`. */
export const itemRefs = {
  contents: (item: Content) => `content:${item.contentId}`,
  comments: (item: Comment) => `comment:${item.commentId}`,
  conversations: (item: Conversation) => `conversation:${item.conversationId}`,
  messages: (item: Message) => `message:${item.messageId}`,
} as const

/** How many items there are in all collections. */
export function itemCountOf(data: Collections): number {
  return collectionNames.reduce((sum, name) => sum + data[name].length, 0)
}

/** Every item of the given collections as `kind:id`, in a stable order. */
export function itemRefsOf(data: Partial<Collections>): string[] {
  return [
    ...(data.contents ?? []).map(itemRefs.contents),
    ...(data.comments ?? []).map(itemRefs.comments),
    ...(data.conversations ?? []).map(itemRefs.conversations),
    ...(data.messages ?? []).map(itemRefs.messages),
  ]
}
