/** From Douyin's answers to the items of the protocol. */
import type { Comment, Content, Conversation, Message } from '../../../shared/protocol/models.ts'
import type { CommentList, ConversationList, MessageHistory, WorkList } from './responses.ts'

interface Owner {
  accountId: string
  platform: string
}

/** Times below this are seconds; in milliseconds it is April 1970. */
const secondsBelow = 1e10

/** Milliseconds from whatever unit the platform used; unknown is null. */
export function toMs(time: number | null | undefined): number | null {
  if (time === undefined || time === null || time === 0) return null
  return Math.round(time < secondsBelow ? time * 1000 : time)
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

export function mapWorks(owner: Owner, answer: WorkList): Content[] {
  const metricsById = new Map(answer.items?.map(({ id, metrics }) => [id, metrics]))
  return (answer.aweme_list ?? []).map((work, index) => {
    // The second list goes with the first by id, and by place where it has ids of its own.
    const metrics = metricsById.get(work.aweme_id) ?? answer.items?.[index]?.metrics
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
  })
}

/**
 * @param contentId The work that was asked for, where an answer does not repeat it.
 * @param parentId The comment whose replies were asked for; null for a list of comments.
 */
export function mapComments(
  owner: Owner,
  answer: CommentList,
  contentId: string | null,
  parentId: string | null,
): Comment[] {
  return (answer.comments ?? []).map((comment) => ({
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
  }))
}

/** Douyin writes `0` where there is no parent. */
function meaningful(id: string | null | undefined): string | null {
  return id === undefined || id === null || id === '' || id === '0' ? null : id
}

export function mapConversations(owner: Owner, answer: ConversationList): Conversation[] {
  return (answer.user_list ?? []).map(({ user_id, user }) => ({
    ...owner,
    conversationId: user.sec_uid,
    userId: user_id || null,
    userName: user.nickname,
    userAvatar: user.avatar_thumb?.url_list?.[0] ?? null,
  }))
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

export function mapMessages(owner: Owner, answer: MessageHistory): Message[] {
  return (answer.data.messages ?? []).map((message) => ({
    ...owner,
    messageId: message.message_id,
    conversationId: message.conversation_id,
    senderId: message.sender_id,
    senderName: message.sender_name ?? null,
    type: messageTypeOf(message.message_type) ?? 'text',
    content: message.content,
    direction: message.direction === 'incoming' ? 'inbound' : 'outbound',
    createdAt: toMs(message.created_at),
  }))
}
