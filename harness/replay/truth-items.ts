/** The item lists of Douyin's creator pages, read from one recorded answer. */
import { parseExactJson } from './exact-json.ts'
import type { Exchange } from './recording.ts'

export type ItemKind = 'content' | 'comment' | 'conversation' | 'message'

export interface FoundItem {
  kind: ItemKind
  id: string
  fields: Record<string, string | number | boolean | null>
}

type Json = Readonly<Record<string, unknown>>

/** One kind of answer: which addresses give it, where its list is, what an element says. */
interface Reader {
  path: RegExp
  list: readonly string[]
  kind: ItemKind
  idField: string
  fields(item: Json): FoundItem['fields']
}

const readers: readonly Reader[] = [
  {
    path: /\/janus\/douyin\/creator\/pc\/work_list\/?$/,
    list: ['aweme_list'],
    kind: 'content',
    idField: 'aweme_id',
    fields: (work) => ({
      title: text(work, 'desc'),
      type: number(work, 'aweme_type') === 68 ? 'image' : 'video',
      authorId: text(object(work, 'author'), 'uid'),
      createdAtMs: number(work, 'create_time') * 1000,
    }),
  },
  {
    path: /\/aweme\/v1\/web\/comment\/list\/(select|reply)\/?$/,
    list: ['comments'],
    kind: 'comment',
    idField: 'cid',
    fields: (comment) => ({
      text: text(comment, 'text'),
      contentId: id(comment, 'aweme_id'),
      parentId: id(comment, 'reply_id') === '0' ? null : id(comment, 'reply_id'),
      authorId: text(object(comment, 'user'), 'uid'),
      authorSecUid: text(object(comment, 'user'), 'sec_uid'),
      authorName: text(object(comment, 'user'), 'nickname'),
      isAuthor: comment.label_text === '作者',
      createdAtMs: number(comment, 'create_time') * 1000,
    }),
  },
  {
    path: /\/creator\/im\/user_detail\/?$/,
    list: ['user_list'],
    kind: 'conversation',
    // The other party's sec_uid, inside `user`; see idOf.
    idField: 'sec_uid',
    fields: (row) => ({
      userId: id(row, 'user_id'),
      userName: text(object(row, 'user'), 'nickname'),
    }),
  },
  {
    path: /\/v1\/im\/message\/history\/?$/,
    list: ['data', 'messages'],
    kind: 'message',
    idField: 'message_id',
    fields: (message) => ({
      text: text(message, 'content'),
      conversationId: text(message, 'conversation_id'),
      senderId: text(message, 'sender_id'),
      senderName: text(message, 'sender_name'),
      direction: message.direction === 'outgoing' ? 'outbound' : 'inbound',
      createdAtMs: number(message, 'created_at'),
    }),
  },
]

/**
 * The items in one answer; none for an answer that is no list of items, or that is an error.
 *
 * @throws Error saying what is missing where
 */
export function findItems(exchange: Exchange): FoundItem[] {
  const reader = readers.find(({ path }) => path.test(exchange.url.pathname))
  if (reader === undefined || exchange.method !== 'GET' || exchange.status !== 200) return []
  const answer = parseExactJson(exchange.body.toString('utf8'))
  if (!isObject(answer)) throw new Error('the answer is no JSON object')
  if (answer.status_code !== 0) return []
  return listAt(answer, reader.list).map((item) => ({
    kind: reader.kind,
    id: idOf(reader, item),
    fields: reader.fields(item),
  }))
}

function idOf(reader: Reader, item: Json): string {
  return id(reader.kind === 'conversation' ? object(item, 'user') : item, reader.idField)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listAt(answer: Json, path: readonly string[]): Json[] {
  const list = path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), answer)
  // The platform writes an empty list as null.
  if (list === null) return []
  if (!Array.isArray(list)) throw new Error(`it has no list ${path.join('.')}`)
  return list.map((item: unknown, place) => {
    if (isObject(item)) return item
    throw new Error(`element ${place} of ${path.join('.')} is no object`)
  })
}

function object(item: Json, field: string): Json {
  const value = item[field]
  if (isObject(value)) return value
  throw new Error(`an item has no object ${field}`)
}

function text(item: Json, field: string): string {
  const value = item[field]
  if (typeof value === 'string') return value
  throw new Error(`an item has no text ${field}`)
}

function number(item: Json, field: string): number {
  const value = item[field]
  if (typeof value === 'number') return value
  throw new Error(`an item has no number ${field}`)
}

function id(item: Json, field: string): string {
  const value = item[field]
  if (typeof value === 'string' && value !== '') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  throw new Error(`an item has no id ${field}`)
}
