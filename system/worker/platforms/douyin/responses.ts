/** The elements of the lists in the answers of Douyin's creator API, as far as they are read. */
import { z } from 'zod'
import type { ElementForm } from '../base/read-elements.ts'

/** Ids are text; a number is taken only where JSON has not rounded it already. */
const id = z.union([
  z.string().min(1),
  z
    .number()
    .int()
    .refine(Number.isSafeInteger, 'is too large to be an exact number')
    .transform(String),
])
/**
 * What follows can be done without: of another type it counts as absent, which is told where the
 * field is expected. For an id, absent, null and empty all mean that there is none.
 */
const optionalId = z
  .union([id, z.literal('')])
  .nullish()
  .catch(undefined)
const digits = z.string().regex(/^\d+$/).transform(Number)
/** Counts come as numbers or as digits. */
const count = z.union([z.number().int(), digits]).nullish().catch(undefined)
const time = z.union([z.number(), digits]).nullish().catch(undefined)
const text = z.string().nullish().catch(undefined)
const number = z.number().nullish().catch(undefined)
const picture = z
  .object({ url_list: z.array(z.string()).nullish() })
  .nullish()
  .catch(undefined)

const metrics = z
  .object({ view_count: count, like_count: count, comment_count: count, share_count: count })
  .nullish()
  .catch(undefined)

const work = z.object({
  aweme_id: id,
  desc: z.string(),
  create_time: time,
  aweme_type: number,
  cover: picture,
  statistics: z
    .object({ play_count: count, digg_count: count, comment_count: count, share_count: count })
    .nullish()
    .catch(undefined),
  author: z.object({ uid: optionalId, nickname: text }).nullish().catch(undefined),
})
export type Work = z.infer<typeof work>

export const works: ElementForm<Work> = {
  what: 'aweme_list',
  schema: work,
  expected: [
    'create_time',
    'aweme_type',
    'cover',
    'statistics.play_count',
    'statistics.digg_count',
    'statistics.comment_count',
    'statistics.share_count',
    'author.uid',
  ],
}

const workMetrics = z.object({ id: optionalId, metrics })
export type WorkMetrics = z.infer<typeof workMetrics>

export const metricsOfWorks: ElementForm<WorkMetrics> = {
  what: 'items',
  schema: workMetrics,
  expected: ['metrics.view_count', 'metrics.like_count'],
}

const comment = z.object({
  cid: id,
  aweme_id: optionalId,
  text: z.string(),
  create_time: time,
  digg_count: count,
  reply_comment_total: count,
  reply_id: optionalId,
  label_text: text,
  user: z.object({ uid: id, sec_uid: optionalId, nickname: z.string(), avatar_thumb: picture }),
})
export type Comment = z.infer<typeof comment>

export const comments: ElementForm<Comment> = {
  what: 'comments',
  schema: comment,
  expected: [
    'aweme_id',
    'create_time',
    'digg_count',
    'reply_comment_total',
    'label_text',
    'user.avatar_thumb',
  ],
}

const conversation = z.object({
  user_id: optionalId,
  user: z.object({ nickname: z.string(), sec_uid: id, avatar_thumb: picture }),
})
export type Conversation = z.infer<typeof conversation>

export const conversations: ElementForm<Conversation> = {
  what: 'user_list',
  schema: conversation,
  expected: ['user_id', 'user.avatar_thumb'],
}

const message = z.object({
  message_id: id,
  conversation_id: id,
  sender_id: id,
  sender_name: text,
  content: z.string(),
  message_type: z.union([z.string(), z.number()]).nullish().catch(undefined),
  direction: z.enum(['incoming', 'outgoing']),
  created_at: time,
})
export type Message = z.infer<typeof message>

export const messages: ElementForm<Message> = {
  what: 'data.messages',
  schema: message,
  expected: ['sender_name', 'message_type', 'created_at'],
}
