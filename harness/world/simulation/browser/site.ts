/** What a recording answers to simulated browsers; reports each answer and each want of one. */
import type { PageAnswer } from '../../../fault/page/page-answer.ts'
import { PagesUnderFault, type PlacedAnswer } from '../../../fault/page/pages-under-fault.ts'
import type { ServedEntry, UnservedEntry } from '../../../journal/entry.ts'
import { givenAnswer } from '../../../replay/given-answer.ts'
import { isCursor, nextCursor } from '../../../replay/next-cursor.ts'
import { type Pace, pausedMs } from '../../../replay/pace.ts'
import { type PageRequest, type PageRequests, pageRequests } from '../../../replay/page-requests.ts'
import { type Playback, startPlayback } from '../../../replay/playback.ts'
import type { Recording } from '../../../replay/recording.ts'
import { redirectTarget } from '../../../replay/redirect.ts'
import { type Asked, replayEntries } from '../../../replay/replay-entries.ts'
import { requestKey, stableUrl } from '../../../replay/request-key.ts'
import type { Truth } from '../../../replay/truth.ts'
import { navigationError } from './browser-errors.ts'
import { keepsScripts } from './page-scripts.ts'

export interface SiteOptions {
  recording: Recording
  truth: Truth
  /** Which answer comes when; one of its own, moved on by visits, unless given. */
  playback?: Playback | undefined
  /** What faults alter in the answers; nothing if absent. */
  faults?: PagesUnderFault
  /** How much of the recorded waits passes; nothing of them unless given. */
  pace?: Pace
  onEntry(entry: ServedEntry | UnservedEntry): void
  /** Milliseconds since 1970, for the entries. */
  nowMs(): number
}

/** One answer, under the address that it was asked at. */
export interface Answer {
  readonly url: string
  readonly answer: PageAnswer
  /** So long it takes beside the usual latency until all of it that comes is there. */
  readonly delayMs: number
  /** It says that the list goes on where it was asked from, so the page asks the same once more. */
  readonly leadsBack: boolean
  /** To be called when it is there: reports that it was served. */
  arrived(): void
}

export interface OpenedPage {
  /** The answers that sent the browser on, if any did. */
  readonly redirects: readonly Answer[]
  readonly document: Answer
  /** Whether it came whole and is the page: without its script no list ever loads. */
  readonly runsScript: boolean
  /** What the page asks from now on, in order. */
  readonly requests: readonly PageRequest[]
}

export interface Site {
  /**
   * Opens a page for an account; an error is what the navigation to it fails with, and what led
   * there has arrived.
   */
  open(accountId: string, url: URL): OpenedPage | Error
  /** What answers the request of an opened page, and where that sends the browser on, what then does. */
  answers(accountId: string, request: PageRequest): readonly Answer[]
  /** What answers a call that no page makes; undefined, and that is reported, if nothing does. */
  call(accountId: string, method: string, url: URL, body: Uint8Array): Answer | undefined
  textOf(answer: PageAnswer): string
}

const atOnce = { waitMs: 0, receiveMs: 0 }

/** As many as Chromium follows. */
const maxRedirects = 20

/** Learnt once for each account: a recording never changes, and many runs play the same. */
const learnt = new WeakMap<Recording, ReadonlyMap<string | undefined, PageRequests>>()

/** @throws RecordingError when it cannot be told which page of the recording asks something */
function requestsOf(recording: Recording): ReadonlyMap<string | undefined, PageRequests> {
  const known = learnt.get(recording)
  if (known !== undefined) return known
  const accounts = recording.manifest.accounts?.map(({ key }) => key) ?? [undefined]
  const requests = new Map(accounts.map((key) => [key, pageRequests(recording, key)] as const))
  learnt.set(recording, requests)
  return requests
}

/** An answer, and where in the recording it comes from. */
interface Found extends Answer {
  readonly exchange: number
}

export function replayedSite(options: SiteOptions): Site {
  const { recording, truth, playback = startPlayback(recording), onEntry, nowMs } = options
  const { faults = new PagesUnderFault({ browser: false }), pace = 'at once' } = options
  const requests = requestsOf(recording)
  const entries = replayEntries(recording, truth)
  const origins = new Set(recording.exchanges.map(({ url }) => url.origin))
  const texts = new WeakMap<PageAnswer, string>()

  function reportUnserved(asked: Asked, key?: string): void {
    const { accountId } = asked
    const elsewhere = key === undefined ? undefined : playback.elsewhere(accountId, key)
    onEntry(entries.unserved(nowMs(), asked, faults.misleading(accountId), elsewhere))
  }

  /** The answer to a request; undefined, and that reported, if there is none. */
  function find(accountId: string, method: string, url: URL, key: string): Found | undefined {
    const asked = { accountId, method, address: stableUrl(url) }
    const given = faults.redirectedTo(accountId, url) ?? played(asked, key)
    if (given === undefined) {
      reportUnserved(asked, key)
      return undefined
    }
    const { answer, exchange } = given
    return {
      url: url.href,
      answer,
      exchange,
      delayMs: delayOf(given),
      leadsBack: leadsBack(url, given),
      arrived: () => onEntry(entries.served(nowMs(), asked, given)),
    }
  }

  function delayOf({ answer, exchange }: PlacedAnswer): number {
    const { waitMs, receiveMs } = recording.exchanges[exchange] ?? atOnce
    const isPart = answer.endless || answer.cutAfterBytes !== undefined
    const recordedMs = pausedMs(pace, waitMs) + (isPart ? 0 : pausedMs(pace, receiveMs))
    return (answer.delayMs ?? 0) + Math.round(recordedMs)
  }

  function played(asked: Asked, key: string): PlacedAnswer | undefined {
    const exchange = playback.nextOf(asked.accountId, key)
    return exchange && givenAnswer(faults, asked, exchange, nowMs())
  }

  /** Asks for an address, and then for those that the answers lead to; an error is the end of it. */
  function follow(accountId: string, from: URL): Found[] | Error {
    const answers: Found[] = []
    const fail = (reason: string) => {
      for (const one of answers) one.arrived()
      return navigationError(`${reason} at ${from.href}`)
    }
    for (let at: URL | undefined = from; at !== undefined; ) {
      if (answers.length > maxRedirects) {
        return fail('net::ERR_TOO_MANY_REDIRECTS')
      }
      if (!origins.has(at.origin) && at.protocol === 'https:') {
        // As in the replay proxy, which opens no tunnel to an origin that was not recorded.
        reportUnserved({ accountId, method: 'CONNECT', address: `${at.origin}/` })
        return fail('net::ERR_TUNNEL_CONNECTION_FAILED')
      }
      const found = find(accountId, 'GET', at, requestKey('GET', at))
      if (found === undefined) return fail('net::ERR_HTTP_RESPONSE_CODE_FAILURE')
      answers.push(found)
      at = redirectTarget({ ...found.answer, url: at })
    }
    return answers
  }

  function runsScript({ answer, exchange }: Found): boolean {
    const recorded = recording.exchanges[exchange]
    if (recorded === undefined || answer.status < 200 || answer.status >= 300) return false
    return keepsScripts(recording, recorded, answer)
  }

  function asked(accountId: string, { url }: Found): readonly PageRequest[] {
    const ofAccount = requests.get(playback.recordedAccountOf(accountId))
    return ofAccount?.of(requestKey('GET', new URL(url)), playback.episodeOf(accountId)) ?? []
  }

  return {
    open(accountId, url) {
      const answers = follow(accountId, url)
      if (answers instanceof Error) return answers
      const document = answers.pop()
      if (document === undefined) throw new Error(`Nothing was asked for ${url.href}.`)
      const runs = runsScript(document)
      const requests = runs ? asked(accountId, document) : []
      return { redirects: answers, document, runsScript: runs, requests }
    },
    answers(accountId, { method, url: address, key }) {
      const url = new URL(address)
      const found = find(accountId, method, url, key)
      if (found === undefined) return []
      const target = redirectTarget({ ...found.answer, url })
      const further = target === undefined ? [] : follow(accountId, target)
      // A script whose request fails gets no answer; the entries tell why.
      return [found, ...(further instanceof Error ? [] : further)]
    },
    call: (accountId, method, url, body) =>
      find(accountId, method, url, requestKey(method, url, body)),
    textOf(answer) {
      const known = texts.get(answer)
      if (known !== undefined) return known
      const text = answer.body.toString('utf8')
      texts.set(answer, text)
      return text
    },
  }
}

/** No recorded list does so; one that a fault altered may. */
function leadsBack({ searchParams }: URL, { answer, faults }: PlacedAnswer): boolean {
  if (faults.length === 0) return false
  const [name, value] = [...searchParams].find(([parameter]) => isCursor(parameter)) ?? []
  return name !== undefined && nextCursor(answer, name) === value
}
