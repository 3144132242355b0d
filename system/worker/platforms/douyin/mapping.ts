/** From Douyin's answers to the items of the protocol. */
import type { Comment, Content, Conversation, Message } from '../../../shared/protocol/models.ts'
import type * as douyin from './responses.ts'

interface Owner {
  accountId: string
  platform: string
}

/** Times below this are seconds; in milliseconds it is April 1970. */
const secondsBelow = 1e10
/** No time of ours, in whatever unit: 1 January 2100, in milliseconds. */
const timesEndMs = Date.UTC(2100, 0)
/** The platform is younger. */
const timesBeginMs = Date.UTC(2010, 0)
/** Two clocks do not differ by more, unless one of them is wrong. */
const aheadMs = 365 * 24 * 3_600_000

/** Milliseconds from seconds or milliseconds; null where it is unknown or no time that makes sense. */
export function toMs(time: number | null | undefined): number | null {
  if (time === undefined || time === null || time === 0) return null
  const ms = Math.round(time < secondsBelow ? time * 1000 : time)
  return ms >= 0 && ms < timesEndMs ? ms : null
}

/** Whether a time is given and cannot be right: in a unit that is not known, or far off. */
export function isFarOff(time: number | null | undefined): boolean {
  if (time === undefined || time === null || time === 0) return false
  const ms = toMs(time)
  return ms === null || ms < timesBeginMs || ms > Date.now() + aheadMs
}

const contentTypes = new Map<number, Content['type']>([
  [0, 'video'],
  [2, 'image'],
  [4, 'live'],
  [68, 'image'],
  [163, 'article'],
])

export function contentTypeOf(awemeType: number | null | undefined): Content['type'] | undefined {
  return contentTypes.get(awemeType ?? 0)
}

export function mapWork(
  owner: Owner,
  work: douyin.Work,
  metrics: douyin.WorkMetrics['metrics'],
): Content {
  const { statistics } = work
  return {
    ...owner,
    contentId: work.aweme_id,
    type: contentTypeOf(work.aweme_type) ?? 'video',
    title: work.desc,
    coverUrl: work.cover?.url_list?.[0] ?? null,
    authorId: work.author?.uid || null,
    publishTime: toMs(work.create_time),
    viewCount: metrics?.view_count ?? statistics?.play_count ?? null,
    likeCount: metrics?.like_count ?? statistics?.digg_count ?? null,
    commentCount: metrics?.comment_count ?? statistics?.comment_count ?? null,
    shareCount: metrics?.share_count ?? statistics?.share_count ?? null,
  }
}

/**
 * @param contentId The work that was asked for, where an answer does not repeat it.
 * @param parentId The comment whose replies were asked for; null for a list of comments.
 */
export function mapComment(
  owner: Owner,
  comment: douyin.Comment,
  contentId: string | null,
  parentId: string | null,
): Comment {
  return {
    ...owner,
    commentId: comment.cid,
    contentId: comment.aweme_id || contentId || '',
    parentCommentId: parentId ?? meaningful(comment.reply_id),
    authorId: comment.user.uid,
    authorName: comment.user.nickname,
    authorAvatar: comment.user.avatar_thumb?.url_list?.[0] ?? null,
    content: comment.text,
    likeCount: comment.digg_count ?? null,
    replyCount: comment.reply_comment_total ?? null,
    isAuthorReply: comment.label_text === '作者',
    createdAt: toMs(comment.create_time),
  }
}

/** Douyin writes `0` where there is no parent. */
function meaningful(id: string | null | undefined): string | null {
  return id === undefined || id === null || id === '' || id === '0' ? null : id
}

export function mapConversation(
  owner: Owner,
  { user_id, user }: douyin.Conversation,
): Conversation {
  return {
    ...owner,
    conversationId: user.sec_uid,
    userId: user_id || null,
    userName: user.nickname,
    userAvatar: user.avatar_thumb?.url_list?.[0] ?? null,
  }
}

const messageTypes = new Map<string, Message['type']>([
  ['1', 'text'],
  ['7', 'text'],
  ['text', 'text'],
  ['image', 'image'],
  ['video', 'video'],
  ['audio', 'audio'],
  ['file', 'file'],
  ['link', 'link'],
  ['card', 'card'],
])

export function messageTypeOf(
  type: string | number | null | undefined,
): Message['type'] | undefined {
  return messageTypes.get(String(type ?? 'text'))
}

export function mapMessage(owner: Owner, message: douyin.Message): Message {
  return {
    ...owner,
    messageId: message.message_id,
    conversationId: message.conversation_id,
    senderId: message.sender_id,
    senderName: message.sender_name ?? null,
    type: messageTypeOf(message.message_type) ?? 'text',
    content: message.content,
    direction: message.direction === 'incoming' ? 'inbound' : 'outbound',
    createdAt: toMs(message.created_at),
  }
}
