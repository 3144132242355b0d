import type { z } from 'zod'
import type { Collections } from '../../../shared/protocol/models.ts'
import { firstIssue } from '../../../shared/settings.ts'
import { AccountDataManager } from '../base/account-data-manager.ts'
import {
  contentTypeOf,
  mapComments,
  mapConversations,
  mapMessages,
  mapWorks,
  messageTypeOf,
} from './mapping.ts'
import {
  commentListSchema,
  conversationListSchema,
  messageHistorySchema,
  workListSchema,
} from './responses.ts'

/** The data of one Douyin account. Reads the platform's answers; each reader throws a sentence. */
export class DouyinDataManager extends AccountDataManager {
  override readonly platform = 'douyin'

  readWorks(body: unknown): Partial<Collections> {
    const answer = read('work list', workListSchema, body)
    for (const { aweme_type } of answer.aweme_list ?? []) {
      if (contentTypeOf(aweme_type) === undefined) this.#warnOfType('work', aweme_type)
    }
    return { contents: mapWorks(this.#owner, answer) }
  }

  readComments(body: unknown, query: URLSearchParams): Partial<Collections> {
    const answer = read('comment list', commentListSchema, body)
    return { comments: mapComments(this.#owner, answer, idIn(query, 'aweme_id'), null) }
  }

  readReplies(body: unknown, query: URLSearchParams): Partial<Collections> {
    const answer = read('reply list', commentListSchema, body)
    const parentId = idIn(query, 'comment_id')
    if (parentId === null) {
      throw new Error('Could not read a reply list: its address names no comment_id.')
    }
    return { comments: mapComments(this.#owner, answer, idIn(query, 'item_id'), parentId) }
  }

  readConversations(body: unknown): Partial<Collections> {
    const answer = read('conversation list', conversationListSchema, body)
    return { conversations: mapConversations(this.#owner, answer) }
  }

  readMessages(body: unknown): Partial<Collections> {
    const answer = read('message history', messageHistorySchema, body)
    for (const { message_type } of answer.data.messages ?? []) {
      if (messageTypeOf(message_type) === undefined) this.#warnOfType('message', message_type)
    }
    return { messages: mapMessages(this.#owner, answer) }
  }

  get #owner() {
    return { accountId: this.accountId, platform: this.platform }
  }

  #warnOfType(kind: string, type: unknown): void {
    this.telemetry.log.warn(`A ${kind} has the unknown type ${String(type)}.`, {
      event: 'item.unknown_type',
      'hiscrm.account.id': this.accountId,
    })
  }
}

/**
 * An id out of an address, as a text of its own. What `get` gives is a slice of the address, which
 * it keeps alive; and JSON.stringify takes twice as long for a message from the first slice on.
 */
function idIn(query: URLSearchParams, name: string): string | null {
  const id = query.get(name)
  return id === null ? null : Buffer.from(id).toString()
}

interface Answer {
  status_code?: number | null | undefined
  status_msg?: string | null | undefined
}

function read<T extends Answer>(what: string, schema: z.ZodType<T>, body: unknown): T {
  const code: unknown =
    typeof body === 'object' && body !== null ? Reflect.get(body, 'status_code') : 0
  if (typeof code === 'number' && code !== 0) {
    const text: unknown =
      typeof body === 'object' && body !== null ? Reflect.get(body, 'status_msg') : ''
    throw new Error(`Douyin answered the ${what} with status_code ${code} (${String(text ?? '')}).`)
  }
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  throw new Error(
    `Could not read a ${what}: it has an unexpected shape (${firstIssue(parsed.error)}).`,
  )
}
