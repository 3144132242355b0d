import type { Request, Response } from 'playwright-core'
import type { PageAnswer } from '../../../fault/page/page-answer.ts'
import { closedError, noBodyError } from './browser-errors.ts'
import { guardMembers } from './playwright-object.ts'

export interface Answered {
  readonly method: string
  readonly url: string
  readonly answer: PageAnswer
  readonly text: string
  /** Whether the page that got the answer is closed; its body is gone with it. */
  isGone(): boolean
  /** Rejects once the page leaves, or is closed: what had not come by then never does. */
  readonly left: Promise<never>
}

/** An answer as Playwright shows it. */
export function simulatedResponse(answered: Answered): Response {
  const response: unknown = new SimulatedResponse(answered)
  // As in playwrightObject: whatever is missing throws.
  return response as Response
}

class SimulatedResponse implements Partial<Response> {
  readonly #answered: Answered

  constructor(answered: Answered) {
    this.#answered = answered
  }

  url(): string {
    return this.#answered.url
  }

  status(): number {
    return this.#answered.answer.status
  }

  ok(): boolean {
    return this.status() >= 200 && this.status() <= 299
  }

  headers(): Record<string, string> {
    return headersOf(this.#answered.answer)
  }

  request(): Request {
    const request: unknown = new SimulatedRequest(this.#answered)
    return request as Request
  }

  async text(): Promise<string> {
    return (await this.#whole('text')).text
  }

  async json(): Promise<unknown> {
    return JSON.parse((await this.#whole('json')).text)
  }

  async body(): Promise<Buffer> {
    return Buffer.from((await this.#whole('body')).answer.body)
  }

  async #whole(call: string): Promise<Answered> {
    const answered = this.#answered
    if (answered.isGone()) throw closedError(`response.${call}`)
    if (answered.answer.cutAfterBytes !== undefined) throw noBodyError(`response.${call}`)
    if (answered.answer.endless) await answered.left
    return answered
  }
}
guardMembers('Response', SimulatedResponse.prototype)

class SimulatedRequest implements Partial<Request> {
  readonly #answered: Answered

  constructor(answered: Answered) {
    this.#answered = answered
  }

  method(): string {
    return this.#answered.method
  }

  url(): string {
    return this.#answered.url
  }
}
guardMembers('Request', SimulatedRequest.prototype)

/** Names in lower case; what came several times is joined. */
function headersOf({ headers }: PageAnswer): Record<string, string> {
  const joined = new Map<string, string>()
  for (const [given, value] of headers) {
    const name = given.toLowerCase()
    const before = joined.get(name)
    joined.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return Object.fromEntries(joined)
}
