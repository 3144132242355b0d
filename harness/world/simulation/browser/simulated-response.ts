import type { Request, Response } from 'playwright-core'
import type { Exchange } from '../../../replay/recording.ts'
import { closedError } from './browser-errors.ts'
import { playwrightObject } from './playwright-object.ts'

export interface Answered {
  readonly method: string
  readonly url: string
  readonly exchange: Exchange
  readonly text: string
  /** Whether the page that got the answer is closed; its body is gone with it. */
  isGone(): boolean
}

/** A recorded answer as Playwright shows it. */
export function simulatedResponse({ method, url, exchange, text, isGone }: Answered): Response {
  const { status } = exchange
  const read = <T>(call: string, value: () => T): T => {
    if (isGone()) throw closedError(`response.${call}`)
    return value()
  }
  const requestMembers = { method: () => method, url: () => url } satisfies Partial<Request>
  const members = {
    url: () => url,
    status: () => status,
    ok: () => status >= 200 && status <= 299,
    headers: () => headersOf(exchange),
    request: () => playwrightObject<Request>('Request', requestMembers),
    text: async () => read('text', () => text),
    json: async () => read('json', () => JSON.parse(text)),
    body: async () => read('body', () => Buffer.from(exchange.body)),
  } satisfies Partial<Response>
  return playwrightObject<Response>('Response', members)
}

/** Names in lower case; what came several times is joined. */
function headersOf({ headers }: Exchange): Record<string, string> {
  const joined = new Map<string, string>()
  for (const [given, value] of headers) {
    const name = given.toLowerCase()
    const before = joined.get(name)
    joined.set(name, before === undefined ? value : `${before}, ${value}`)
  }
  return Object.fromEntries(joined)
}
