/** Answers a request whose account and whole address are known, and reports what came of it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PagesUnderFault, PlacedAnswer } from '../fault/page/pages-under-fault.ts'
import type { ServedEntry, UnservedEntry } from '../journal/entry.ts'
import { readBody, sendAnswer, sendSentence } from './answer.ts'
import { isBrowserCall } from './browser-calls.ts'
import { givenAnswer } from './given-answer.ts'
import type { Playback } from './playback.ts'
import type { Recording } from './recording.ts'
import { type Asked, replayEntries } from './replay-entries.ts'
import { stableUrl } from './request-key.ts'
import type { Truth } from './truth.ts'

export interface Responder {
  /** Answers from the recording; reports the answer once all of it was sent. */
  respond(asked: Asked, request: IncomingMessage, response: ServerResponse): void
  /** Reports a request that gets no recorded answer. */
  reportUnserved(asked: Asked): void
}

const maxBodyBytes = 1024 * 1024

export function makeResponder(
  recording: Recording,
  truth: Truth,
  playback: Playback,
  pages: PagesUnderFault,
  onEntry: (entry: ServedEntry | UnservedEntry) => void,
): Responder {
  const entries = replayEntries(recording, truth)

  function reportUnserved(asked: Asked): void {
    const url = URL.parse(asked.address)
    if (url !== null && isBrowserCall(url)) return
    onEntry(entries.unserved(now(), asked, pages.misleading(asked.accountId)))
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
    const url = new URL(asked.address)
    const given = givenTo(asked, url, body)
    if (given === undefined) {
      reportUnserved(asked)
      return sendSentence(response, 504, `The recording ${recording.name} has no answer to this.`)
    }
    const told = { ...asked, address: stableUrl(url) }
    return sendAnswer(request, response, given.answer, () =>
      onEntry(entries.served(now(), told, given.exchange, given)),
    )
  }

  function givenTo(asked: Asked, url: URL, body: Buffer): PlacedAnswer | undefined {
    const own = pages.redirectedTo(asked.accountId, url)
    if (own !== undefined) return own
    const exchange = playback.next(asked.accountId, asked.method, url, body)
    return exchange && givenAnswer(pages, asked, exchange, now())
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
