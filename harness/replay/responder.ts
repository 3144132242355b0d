/** Answers a request whose account and whole address are known, and reports what came of it. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PagesUnderFault, PlacedAnswer } from '../fault/page/pages-under-fault.ts'
import type { ServedEntry, UnservedEntry } from '../journal/entry.ts'
import { readBody, sendAnswer, sendSentence } from './answer.ts'
import { isBrowserCall } from './browser-calls.ts'
import { givenAnswer } from './given-answer.ts'
import type { Pace } from './pace.ts'
import type { Playback } from './playback.ts'
import type { Recording } from './recording.ts'
import type { Asked, ReplayEntries } from './replay-entries.ts'
import { requestKey, stableUrl } from './request-key.ts'
import { wallNowMs } from './wall-now.ts'

export interface Responder {
  /** Answers from the recording; reports the answer once all of it was sent. */
  respond(asked: Asked, request: IncomingMessage, response: ServerResponse): void
  /**
   * Reports a request that gets no recorded answer.
   *
   * @param key as request-key.ts has it, where it is known what was asked
   */
  reportUnserved(asked: Asked, key?: string): void
}

const maxBodyBytes = 1024 * 1024
const atOnce = { waitMs: 0, receiveMs: 0 }

export interface ResponderOptions {
  readonly recording: Recording
  readonly playback: Playback
  readonly entries: ReplayEntries
  readonly pace: Pace
  readonly faults: PagesUnderFault
  onEntry(entry: ServedEntry | UnservedEntry): void
}

export function makeResponder(options: ResponderOptions): Responder {
  const { recording, playback, entries, pace, faults, onEntry } = options

  function reportUnserved(asked: Asked, key?: string): void {
    const url = URL.parse(asked.address)
    if (url !== null && isBrowserCall(url)) return
    const { accountId } = asked
    const elsewhere = key === undefined ? undefined : playback.elsewhere(accountId, key)
    onEntry(entries.unserved(wallNowMs(), asked, faults.misleading(accountId), elsewhere))
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
      reportUnserved(asked, requestKey(asked.method, url, body))
      // For who must tell a recorded 504 from none (RFC 9209): harness/agent/inside/outside-calls.ts.
      response.setHeader('proxy-status', 'glassbox; error=destination_unavailable')
      return sendSentence(response, 504, `The recording ${recording.name} has no answer to this.`)
    }
    const told = { ...asked, address: stableUrl(url) }
    return sendAnswer(request, response, {
      answer: given.answer,
      recorded: recording.exchanges[given.exchange] ?? atOnce,
      pace,
      onSent: () => onEntry(entries.served(wallNowMs(), told, given)),
    })
  }

  function givenTo(asked: Asked, url: URL, body: Buffer): PlacedAnswer | undefined {
    const own = faults.redirectedTo(asked.accountId, url)
    if (own !== undefined) return own
    const exchange = playback.next(asked.accountId, asked.method, url, body)
    return exchange && givenAnswer(faults, asked, exchange, wallNowMs())
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
