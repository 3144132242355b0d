/** The answers of Douyin's creator API, as far as they are read. */
import { z } from 'zod'

/** Ids are text; a number is taken only where JSON has not rounded it already. */
const id = z.union([
  z.string().min(1),
  z
    .number()
    .int()
    .refine(Number.isSafeInteger, 'is too large to be an exact number')
    .transform(String),
])
/** Absent, null and empty all mean that there is no id. */
const optionalId = z.union([id, z.literal('')]).nullish()
/** Counts come as numbers or as digits. */
const count = z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]).nullish()
const time = z.number().nonnegative().nullish()
const picture = z.object({ url_list: z.array(z.string()).nullish() }).nullish()
const status = { status_code: z.number().nullish(), status_msg: z.string().nullish() }

export const workListSchema = z.object({
  ...status,
  aweme_list: z
    .array(
      z.object({
        aweme_id: id,
        desc: z.string(),
        create_time: time,
        aweme_type: z.number().nullish(),
        cover: picture,
        statistics: z
          .object({
            play_count: count,
            digg_count: count,
            comment_count: count,
            share_count: count,
          })
          .nullish(),
        author: z.object({ uid: optionalId, nickname: z.string().nullish() }).nullish(),
      }),
    )
    .nullable(),
  items: z
    .array(
      z.object({
        id: optionalId,
        metrics: z
          .object({
            view_count: count,
            like_count: count,
            comment_count: count,
            share_count: count,
          })
          .nullish(),
      }),
    )
    .nullish(),
})
export type WorkList = z.infer<typeof workListSchema>

export const commentListSchema = z.object({
  ...status,
  comments: z
    .array(
      z.object({
        cid: id,
        aweme_id: optionalId,
        text: z.string(),
        create_time: time,
        digg_count: count,
        reply_comment_total: count,
        reply_id: optionalId,
        label_text: z.string().nullish(),
        user: z.object({
          uid: id,
          sec_uid: optionalId,
          nickname: z.string(),
          avatar_thumb: picture,
        }),
      }),
    )
    .nullable(),
})
export type CommentList = z.infer<typeof commentListSchema>

export const conversationListSchema = z.object({
  ...status,
  user_list: z
    .array(
      z.object({
        user_id: optionalId,
        user: z.object({ nickname: z.string(), sec_uid: id, avatar_thumb: picture }),
      }),
    )
    .nullable(),
})
export type ConversationList = z.infer<typeof conversationListSchema>

export const messageHistorySchema = z.object({
  ...status,
  data: z.object({
    messages: z
      .array(
        z.object({
          message_id: id,
          conversation_id: id,
          sender_id: id,
          sender_name: z.string().nullish(),
          content: z.string(),
          message_type: z.union([z.string(), z.number()]).nullish(),
          direction: z.enum(['incoming', 'outgoing']),
          created_at: time,
        }),
      )
      .nullable(),
  }),
})
export type MessageHistory = z.infer<typeof messageHistorySchema>
