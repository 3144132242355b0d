/** Answers a request whose account and whole address are known, and reports what came of it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { ServedEntry, UnservedEntry } from '../journal/entry.ts'
import { readBody, sendExchange, sendSentence } from './answer.ts'
import { isBrowserCall } from './browser-calls.ts'
import { nearestAddress } from './nearest.ts'
import type { Playback } from './playback.ts'
import type { Exchange, Recording } from './recording.ts'
import { stableUrl } from './request-key.ts'
import type { Truth } from './truth.ts'

/** One request of an account. */
export interface Asked {
  readonly accountId: string
  readonly method: string
  /** The whole address as it was asked. */
  readonly address: string
}

export interface Responder {
  /** Answers from the recording; reports the answer once all of it was sent. */
  respond(asked: Asked, request: IncomingMessage, response: ServerResponse): void
  /** Reports a request that gets no recorded answer. */
  reportUnserved(asked: Asked): void
}

const maxBodyBytes = 1024 * 1024
const maxUrlLength = 2000

export function makeResponder(
  recording: Recording,
  truth: Truth,
  playback: Playback,
  onEntry: (entry: ServedEntry | UnservedEntry) => void,
): Responder {
  const addresses = [
    ...new Map(recording.exchanges.map(({ url }) => [stableUrl(url), url])).values(),
  ]

  function reportUnserved({ accountId, method, address }: Asked): void {
    const url = URL.canParse(address) ? new URL(address) : undefined
    if (url !== undefined && isBrowserCall(url)) return
    const nearest = url && nearestAddress(url, addresses)
    onEntry({
      kind: 'unserved',
      at: now(),
      accountId,
      method,
      url: (url ? stableUrl(url) : address).slice(0, maxUrlLength),
      ...(nearest && { nearest: stableUrl(nearest) }),
    })
  }

  function reportServed({ accountId, method, address }: Asked, exchange: Exchange): void {
    onEntry({
      kind: 'served',
      at: now(),
      accountId,
      method,
      url: stableUrl(new URL(address)).slice(0, maxUrlLength),
      status: exchange.status,
      exchange: exchange.index,
      // A HEAD shows nothing of the body.
      items: method === 'HEAD' ? [] : [...(truth.byExchange[exchange.index] ?? [])],
    })
  }

  async function answer(
    asked: Asked,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const body = await readBody(request, maxBodyBytes)
    if (body === undefined || !URL.canParse(asked.address)) {
      reportUnserved(asked)
      // What is left of the request is not read, so nothing can follow it.
      response.setHeader('connection', 'close')
      const status = body === undefined ? 413 : 400
      return sendSentence(response, status, 'The request is too large or its address malformed.')
    }
    const exchange = playback.next(asked.accountId, asked.method, new URL(asked.address), body)
    if (exchange === undefined) {
      reportUnserved(asked)
      return sendSentence(response, 504, `The recording ${recording.name} has no answer to this.`)
    }
    return sendExchange(request, response, exchange, () => reportServed(asked, exchange))
  }

  return {
    reportUnserved,
    respond(asked, request, response) {
      answer(asked, request, response).catch((error: unknown) => {
        // The client went away in the middle of its request: nothing was shown, so nothing is told.
        if (request.destroyed && !request.complete) return
        throw error
      })
    },
  }
}

/** Milliseconds since 1970, with fractions. */
function now(): number {
  return performance.timeOrigin + performance.now()
}
