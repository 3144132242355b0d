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
  return elementsOf(reader, answer).map((item, place) => {
    if (isObject(item)) return read(reader, item)
    throw new Error(`element ${place} of ${reader.list.join('.')} is no object`)
  })
}

/**
 * The items in an answer that was altered, each once: those that are whole, though the answer be
 * wrapped into another. What cannot be read is not there.
 */
export function readableItems(answer: Answer): FoundItem[] {
  const reader = readerOf(answer)
  if (reader === undefined) return []
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

function elementsOf(reader: Reader, { body }: Answer): unknown[] {
  return elementsIn(reader, parseExactJson(body.toString('utf8')))
}

function elementsIn(reader: Reader, answer: unknown): unknown[] {
  if (!isObject(answer)) throw new Error('the answer is no JSON object')
  return answer.status_code === 0 ? listAt(answer, reader.list) : []
}

function read(reader: Reader, item: Json): FoundItem {
  return { kind: reader.kind, id: idOf(reader, item), fields: reader.fields(item) }
}

/** Undefined where it throws: what is wrong with an altered answer is no news. */
function orNothing<T>(work: () => T): T | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

function idOf(reader: Reader, item: Json): string {
  return id(reader.kind === 'conversation' ? object(item, 'user') : item, reader.idField)
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function listAt(answer: Json, path: readonly string[]): unknown[] {
  const list = path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), answer)
  // The platform writes an empty list as null.
  if (list === null) return []
  if (!Array.isArray(list)) throw new Error(`it has no list ${path.join('.')}`)
  return list
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
