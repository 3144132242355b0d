/** What a recording answers to simulated browsers; reports each answer and each want of one. */
import type { PageAnswer } from '../../../fault/page/page-answer.ts'
import { PagesUnderFault, type PlacedAnswer } from '../../../fault/page/pages-under-fault.ts'
import type { ServedEntry, UnservedEntry } from '../../../journal/entry.ts'
import { givenAnswer } from '../../../replay/given-answer.ts'
import { isCursor, nextCursor } from '../../../replay/next-cursor.ts'
import { type PageRequest, type PageRequests, pageRequests } from '../../../replay/page-requests.ts'
import { startPlayback } from '../../../replay/playback.ts'
import type { Recording } from '../../../replay/recording.ts'
import { replayEntries } from '../../../replay/replay-entries.ts'
import { requestKey, stableUrl } from '../../../replay/request-key.ts'
import type { Truth } from '../../../replay/truth.ts'
import { navigationError } from './browser-errors.ts'
import { unavailable } from './playwright-object.ts'

export interface SiteOptions {
  recording: Recording
  truth: Truth
  /** What faults alter in the answers; nothing if absent. */
  pages?: PagesUnderFault
  onEntry(entry: ServedEntry | UnservedEntry): void
  /** Milliseconds since 1970, for the entries. */
  nowMs(): number
}

export interface OpenedPage {
  /** Where redirects led to. */
  readonly url: URL
  readonly document: PageAnswer
  /** What the page asks from now on, in order. */
  readonly requests: readonly PageRequest[]
}

export interface GivenToPage {
  readonly url: string
  readonly answer: PageAnswer
}

export interface AnswersToPage {
  /** The answer, after a redirect that led to it. */
  readonly given: readonly GivenToPage[]
  /** It says that the list goes on where the request already was, so the page asks it once more. */
  readonly leadsBack: boolean
}

export interface Site {
  /** Opens a page for an account; an error is what the navigation to it fails with. */
  open(accountId: string, url: URL): OpenedPage | Error
  /** The account's answer to a request of an opened page; undefined if there is none. */
  answer(accountId: string, request: PageRequest): AnswersToPage | undefined
  textOf(answer: PageAnswer): string
}

/** Learnt once: a recording never changes, and many runs play the same. */
const learnt = new WeakMap<Recording, PageRequests>()

export function replayedSite({ recording, truth, pages, onEntry, nowMs }: SiteOptions): Site {
  const playback = startPlayback(recording)
  const faults = pages ?? new PagesUnderFault({ browser: false })
  const requests = learnt.get(recording) ?? pageRequests(recording)
  learnt.set(recording, requests)
  const entries = replayEntries(recording, truth)
  const origins = new Set(recording.exchanges.map(({ url }) => url.origin))
  const texts = new WeakMap<PageAnswer, string>()

  function reportUnserved(accountId: string, method: string, address: string): void {
    const misleading = faults.misleading(accountId)
    onEntry(entries.unserved(nowMs(), { accountId, method, address }, misleading))
  }

  function reportServed(accountId: string, method: string, address: string, given: PlacedAnswer) {
    onEntry(entries.served(nowMs(), { accountId, method, address }, given))
  }

  /** @param key the request's (request-key.ts) */
  function give(accountId: string, method: string, address: string, key: string) {
    const exchange = playback.nextOf(accountId, key)
    if (exchange === undefined) return undefined
    const given = givenAnswer(faults, { accountId, method, address }, exchange, nowMs())
    reportServed(accountId, method, address, given)
    return given
  }

  /** What a redirect leads to. */
  function follow(accountId: string, from: URL, { headers }: PageAnswer) {
    const [, location] = headers.find(([name]) => name.toLowerCase() === 'location') ?? []
    const url = location === undefined ? null : URL.parse(location, from)
    const given = url === null ? undefined : faults.redirectedTo(accountId, url)
    if (url === null || given === undefined) return undefined
    reportServed(accountId, 'GET', stableUrl(url), given)
    return { url, answer: given.answer }
  }

  return {
    open(accountId, url) {
      if (!origins.has(url.origin) && url.protocol === 'https:') {
        // As in the replay proxy, which opens no tunnel to an origin that was not recorded.
        reportUnserved(accountId, 'CONNECT', `${url.origin}/`)
        return navigationError(`net::ERR_TUNNEL_CONNECTION_FAILED at ${url.href}`)
      }
      const key = requestKey('GET', url)
      const given = give(accountId, 'GET', stableUrl(url), key)
      if (given === undefined) {
        reportUnserved(accountId, 'GET', stableUrl(url))
        return navigationError(`net::ERR_HTTP_RESPONSE_CODE_FAILURE at ${url.href}`)
      }
      if (isRedirect(given.answer)) {
        const other = follow(accountId, url, given.answer)
        if (other === undefined) return unavailable(`way to follow the redirect of ${url.href}`)
        return { url: other.url, document: other.answer, requests: [] }
      }
      const recorded = recording.exchanges[given.exchange]
      const runs = recorded !== undefined && runsScriptsOf(recorded, given.answer)
      return {
        url,
        document: given.answer,
        requests: runs ? requests.of(key, playback.episodeOf(accountId)) : [],
      }
    },
    answer(accountId, { method, url, key }) {
      const given = give(accountId, method, url, key)
      if (given === undefined) {
        reportUnserved(accountId, method, url)
        return undefined
      }
      const { answer } = given
      const other = isRedirect(answer) ? follow(accountId, new URL(url), answer) : undefined
      return {
        given: [{ url, answer }, ...(other ? [{ url: other.url.href, answer: other.answer }] : [])],
        leadsBack: given.faults.length > 0 && leadsBack(url, answer),
      }
    },
    textOf(answer) {
      const known = texts.get(answer)
      if (known !== undefined) return known
      const text = answer.body.toString('utf8')
      texts.set(answer, text)
      return text
    },
  }
}

function isRedirect({ status }: PageAnswer): boolean {
  return [301, 302, 303, 307, 308].includes(status)
}

/** Whether a document as it is given still has the scripts of the page that was recorded. */
function runsScriptsOf(recorded: PageAnswer, given: PageAnswer): boolean {
  if (given.status < 200 || given.status >= 300) return false
  if (given === recorded) return true
  // A module runs once the whole page has come.
  if (given.endless || given.cutAfterBytes !== undefined) return false
  return scriptsOf(recorded).every((script) => scriptsOf(given).includes(script))
}

function scriptsOf({ body }: PageAnswer): string[] {
  return [...body.toString('utf8').matchAll(/<script[^>]*\bsrc="([^"]*)"/g)].map(
    ([, src]) => src ?? '',
  )
}

function leadsBack(address: string, { body }: PageAnswer): boolean {
  const asked = [...new URL(address).searchParams].find(([name]) => isCursor(name))
  return asked !== undefined && nextCursor({ body }, asked[0]) === asked[1]
}
