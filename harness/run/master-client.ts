/** Master's REST as the harness uses it: as any administrator would. */
import { z } from 'zod'
import type { MasterStatus, MasterTool } from '../scenario/scenario.ts'
import { type StartedWorld, WorldError } from '../world/world.ts'

const statusSchema = z.object({
  workers: z.object({ total: z.number(), online: z.number() }),
  dataStore: z.object({
    totalAccounts: z.number(),
    totalComments: z.number(),
    totalMessages: z.number(),
  }),
  dataSync: z.object({ totalReceived: z.number() }),
})

/** Only ids are read here, so that a changed field elsewhere does not hide what is stored. */
const idsSchema = z.object({
  contents: z.array(z.looseObject({ contentId: z.string() })),
  comments: z.array(z.looseObject({ commentId: z.string() })),
  conversations: z.array(z.looseObject({ conversationId: z.string() })),
  messages: z.array(z.looseObject({ messageId: z.string() })),
})

export class MasterClient implements MasterTool {
  readonly #world: Pick<StartedWorld, 'request'>

  constructor(world: Pick<StartedWorld, 'request'>) {
    this.#world = world
  }

  async restartWorker(workerId: string): Promise<void> {
    await this.#ask('POST', `/api/v1/workers/${encodeURIComponent(workerId)}/restart`)
  }

  async status(): Promise<MasterStatus> {
    return statusSchema.parse(await this.#ask('GET', '/api/v1/status'))
  }

  /** What Master holds of an account, as item refs. */
  async itemsOf(accountId: string): Promise<string[]> {
    return [...(await this.fieldsOf(accountId)).keys()]
  }

  /**
   * What Master holds of an account: the fields of each item, by its ref; none if it does not know
   * the account.
   */
  async fieldsOf(accountId: string): Promise<Map<string, Readonly<Record<string, unknown>>>> {
    const path = `/api/v1/accounts/${encodeURIComponent(accountId)}/data`
    const data = await this.#ask('GET', path, [404])
    if (data === undefined) return new Map()
    const ids = idsSchema.parse(data)
    return new Map<string, Readonly<Record<string, unknown>>>([
      ...ids.contents.map((i) => [`content:${i.contentId}`, i] as const),
      ...ids.comments.map((i) => [`comment:${i.commentId}`, i] as const),
      ...ids.conversations.map((i) => [`conversation:${i.conversationId}`, i] as const),
      ...ids.messages.map((i) => [`message:${i.messageId}`, i] as const),
    ])
  }

  /** @returns the answer's `data`; undefined for a status that the caller allows. */
  async #ask(method: string, path: string, allowed: readonly number[] = []): Promise<unknown> {
    const { status, text } = await this.#world.request(method, path)
    if (allowed.includes(status)) return undefined
    if (status >= 300) {
      throw new WorldError(
        `Master answered ${method} ${path} with ${status}: ${text.slice(0, 300)}`,
      )
    }
    const body: unknown = JSON.parse(text)
    return typeof body === 'object' && body !== null && 'data' in body ? body.data : undefined
  }
}
