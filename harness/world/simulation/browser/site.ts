/** What a recording answers to simulated browsers; reports each answer and each want of one. */
import type { ServedEntry, UnservedEntry } from '../../../journal/entry.ts'
import { type PageRequest, type PageRequests, pageRequests } from '../../../replay/page-requests.ts'
import { startPlayback } from '../../../replay/playback.ts'
import type { Exchange, Recording } from '../../../replay/recording.ts'
import { replayEntries } from '../../../replay/replay-entries.ts'
import { requestKey, stableUrl } from '../../../replay/request-key.ts'
import type { Truth } from '../../../replay/truth.ts'
import { navigationError } from './browser-errors.ts'
import { unavailable } from './playwright-object.ts'

export interface SiteOptions {
  recording: Recording
  truth: Truth
  onEntry(entry: ServedEntry | UnservedEntry): void
  /** Milliseconds since 1970, for the entries. */
  nowMs(): number
}

export interface OpenedPage {
  readonly document: Exchange
  /** What the page asks from now on, in order. */
  readonly requests: readonly PageRequest[]
}

export interface Site {
  /** Opens a page for an account; an error is what the navigation to it fails with. */
  open(accountId: string, url: URL): OpenedPage | Error
  /** The account's answer to a request of an opened page. */
  answer(accountId: string, request: PageRequest): Exchange | undefined
  textOf(exchange: Exchange): string
}

/** Learnt once: a recording never changes, and many runs play the same. */
const learnt = new WeakMap<Recording, PageRequests>()

export function replayedSite({ recording, truth, onEntry, nowMs }: SiteOptions): Site {
  const playback = startPlayback(recording)
  const requests = learnt.get(recording) ?? pageRequests(recording)
  learnt.set(recording, requests)
  const entries = replayEntries(recording, truth)
  const origins = new Set(recording.exchanges.map(({ url }) => url.origin))
  const texts = new Map<Exchange, string>()

  function report(accountId: string, method: string, address: string, answer?: Exchange): void {
    const asked = { accountId, method, address }
    onEntry(
      answer === undefined
        ? entries.unserved(nowMs(), asked)
        : entries.served(nowMs(), asked, answer),
    )
  }

  return {
    open(accountId, url) {
      if (!origins.has(url.origin) && url.protocol === 'https:') {
        // As in the replay proxy, which opens no tunnel to an origin that was not recorded.
        report(accountId, 'CONNECT', `${url.origin}/`)
        return navigationError(`net::ERR_TUNNEL_CONNECTION_FAILED at ${url.href}`)
      }
      const key = requestKey('GET', url)
      const document = playback.nextOf(accountId, key)
      report(accountId, 'GET', stableUrl(url), document)
      if (document === undefined) {
        return navigationError(`net::ERR_HTTP_RESPONSE_CODE_FAILURE at ${url.href}`)
      }
      if (isRedirect(document)) return unavailable(`way to follow the redirect of ${url.href}`)
      const runs = document.status >= 200 && document.status < 300
      return {
        document,
        requests: runs ? requests.of(key, playback.episodeOf(accountId)) : [],
      }
    },
    answer(accountId, { method, url, key }) {
      const answer = playback.nextOf(accountId, key)
      report(accountId, method, url, answer)
      return answer
    },
    textOf(exchange) {
      const known = texts.get(exchange)
      if (known !== undefined) return known
      const text = exchange.body.toString('utf8')
      texts.set(exchange, text)
      return text
    },
  }
}

function isRedirect({ status }: Exchange): boolean {
  return [301, 302, 303, 307, 308].includes(status)
}
