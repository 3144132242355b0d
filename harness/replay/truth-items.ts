/** The item lists of Douyin's creator pages, read from one recorded answer. */
import { parseExactJson } from './exact-json.ts'
import type { Exchange } from './recording.ts'
import {
  count,
  id,
  isObject,
  type Json,
  length,
  listAt,
  number,
  object,
  objectAt,
  optionalId,
  text,
} from './truth-json.ts'

export type ItemKind = 'content' | 'comment' | 'conversation' | 'message' | 'notification'

export type Values = Readonly<Record<string, string | number | boolean | null>>

export interface FoundItem {
  kind: ItemKind
  id: string
  /** What stays as it is while the item lives. */
  fields: Values
  /** What may be another value the next time the item is shown. */
  dated: Values
  /** What is gone for good once it is so; its fields are then no longer those of before. */
  isRecalled: boolean
}

/**
 * The kinds that today's worker reads. What is shown of others is no part of what must arrive: I1
 * (harness/check/nothing-lost.ts) would count it as lost. Add a kind as soon as the worker reads it.
 */
const readByWorker: ReadonlySet<string> = new Set<ItemKind>([
  'content',
  'comment',
  'conversation',
  'message',
])

/** @param ref such as `comment:7412…` */
export function isReadByWorker(ref: string): boolean {
  return readByWorker.has(ref.slice(0, ref.indexOf(':')))
}

/** One kind of answer: which addresses give it, where its list is, what an element says. */
interface Reader {
  path: RegExp
  list: readonly string[]
  kind: ItemKind
  id(item: Json): string
  fields(item: Json): Values
  dated(item: Json): Values
}

const readers: readonly Reader[] = [
  {
    path: /\/janus\/douyin\/creator\/pc\/work_list\/?$/,
    list: ['aweme_list'],
    kind: 'content',
    id: (work) => id(work, 'aweme_id'),
    fields: (work) => ({
      type: workTypes.get(number(work, 'aweme_type')) ?? `unknown ${number(work, 'aweme_type')}`,
      authorId: text(object(work, 'author'), 'uid'),
      createdAtMs: number(work, 'create_time') * 1000,
    }),
    dated: (work) => {
      const statistics = objectAt(work, ['statistics'])
      return {
        title: text(work, 'desc'),
        viewCount: count(statistics, 'play_count'),
        likeCount: count(statistics, 'digg_count'),
        commentCount: count(statistics, 'comment_count'),
        shareCount: count(statistics, 'share_count'),
        favoriteCount: count(statistics, 'collect_count'),
      }
    },
  },
  {
    path: /\/aweme\/v1\/web\/comment\/list\/(select|reply)\/?$/,
    list: ['comments'],
    kind: 'comment',
    id: (comment) => id(comment, 'cid'),
    fields: (comment) => {
      const user = object(comment, 'user')
      const pictures = length(comment, 'image_list')
      const repliesTo = optionalId(comment, 'reply_to_reply_id')
      return {
        text: text(comment, 'text'),
        contentId: id(comment, 'aweme_id'),
        parentId: optionalId(comment, 'reply_id'),
        ...(repliesTo !== null && { repliesToId: repliesTo }),
        authorId: text(user, 'uid'),
        authorSecUid: text(user, 'sec_uid'),
        authorName: text(user, 'nickname'),
        isAuthor: comment.label_text === '作者',
        ...(pictures > 0 && { pictures }),
        ...(isObject(comment.sticker) && { hasSticker: true }),
        createdAtMs: number(comment, 'create_time') * 1000,
      }
    },
    dated: (comment) => ({
      likeCount: count(comment, 'digg_count'),
      replyCount: count(comment, 'reply_comment_total'),
    }),
  },
  {
    path: /\/creator\/im\/user_detail\/?$/,
    list: ['user_list'],
    kind: 'conversation',
    // The other party's sec_uid.
    id: (row) => id(object(row, 'user'), 'sec_uid'),
    fields: (row) => ({ userId: id(row, 'user_id') }),
    dated: (row) => ({ userName: text(object(row, 'user'), 'nickname') }),
  },
  {
    path: /\/v1\/im\/message\/history\/?$/,
    list: ['data', 'messages'],
    kind: 'message',
    id: (message) => id(message, 'message_id'),
    fields: messageFields,
    dated: () => ({}),
  },
  {
    path: /\/aweme\/v1\/web\/notice\/detail\/?$/,
    list: ['notice_list_v2'],
    kind: 'notification',
    // The twin is exact also for a page, whose JSON rounds the number.
    id: (notice) => id(notice, 'nid_str'),
    fields: (notice) => {
      const about = objectAt(notice, ['comment']) ?? objectAt(notice, ['at'])
      const work = objectAt(about ?? notice, ['aweme']) ?? objectAt(notice, ['digg', 'aweme'])
      const type = number(notice, 'type')
      return {
        type: noticeTypes.get(type) ?? `unknown ${type}`,
        text: text(notice, 'content'),
        commentId: optionalId(about && objectAt(about, ['comment']), 'cid'),
        contentId: optionalId(work, 'aweme_id'),
        createdAtMs: number(notice, 'create_time') * 1000,
      }
    },
    dated: () => ({}),
  },
]

const workTypes = new Map([
  [0, 'video'],
  [4, 'live'],
  [68, 'image'],
  [163, 'article'],
])

const noticeTypes = new Map([
  [1, 'like'],
  [2, 'comment'],
  [3, 'follow'],
  [4, 'mention'],
  [5, 'system'],
  [31, 'comment'],
])

/** What a message says, in an answer or in a frame. Its type stays as the platform writes it. */
export function messageFields(message: Json): Values {
  return {
    text: text(message, 'content'),
    type: String(message.message_type ?? 'text'),
    conversationId: text(message, 'conversation_id'),
    senderId: text(message, 'sender_id'),
    senderName: text(message, 'sender_name'),
    direction: message.direction === 'outgoing' ? 'outbound' : 'inbound',
    createdAtMs: number(message, 'created_at'),
  }
}

/** What is read of an exchange. */
type Answer = Pick<Exchange, 'method' | 'url' | 'status' | 'body'>

/**
 * The items in one answer; none for an answer that is no list of items, or that is an error.
 *
 * @throws Error saying what is missing where
 */
export function findItems(answer: Answer): FoundItem[] {
  const reader = readerOf(answer)
  if (reader === undefined) return []
  const elements = elementsIn(reader, parseExactJson(answer.body.toString('utf8')))
  return elements.map((item, place) => {
    if (isObject(item)) return read(reader, item)
    throw new Error(`element ${place} of ${reader.list.join('.')} is no object`)
  })
}

/**
 * The items in an answer that was altered, each once, of the kinds that today's worker reads: those
 * that are whole, though the answer be wrapped into another. What cannot be read is not there.
 */
export function readableItems(answer: Answer): FoundItem[] {
  const reader = readerOf(answer)
  if (reader === undefined || !readByWorker.has(reader.kind)) return []
  const items = new Map<string, FoundItem>()
  for (const element of orNothing(() => elementsIn(reader, unwrapped(answer))) ?? []) {
    const item = orNothing(() => (isObject(element) ? read(reader, element) : undefined))
    if (item !== undefined) items.set(item.id, item)
  }
  return [...items.values()]
}

function readerOf({ method, status, url }: Answer): Reader | undefined {
  if (method !== 'GET' || status !== 200) return undefined
  return readers.find(({ path }) => path.test(url.pathname))
}

/** What an answer says, out of any `data` around it, written as JSON again or not. */
function unwrapped({ body }: Answer): unknown {
  let at = parseExactJson(body.toString('utf8'))
  for (let depth = 0; depth < maxWrappers; depth += 1) {
    if (typeof at === 'string') at = parseExactJson(at)
    if (!isObject(at) || at.status_code !== undefined) break
    at = at.data
  }
  return at
}

const maxWrappers = 4

function elementsIn(reader: Reader, answer: unknown): unknown[] {
  if (!isObject(answer)) throw new Error('the answer is no JSON object')
  return answer.status_code === 0 ? listAt(answer, reader.list) : []
}

function read(reader: Reader, item: Json): FoundItem {
  return {
    kind: reader.kind,
    id: reader.id(item),
    fields: reader.fields(item),
    dated: reader.dated(item),
    isRecalled: item.is_recalled === true,
  }
}

/** Undefined where it throws: what is wrong with an altered answer is no news. */
function orNothing<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}
