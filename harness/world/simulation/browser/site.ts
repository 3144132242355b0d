/** What a recording answers to simulated browsers; reports each answer and each want of one. */
import type { ServedEntry, UnservedEntry } from '../../../journal/entry.ts'
import { type PageRequest, type PageRequests, pageRequests } from '../../../replay/page-requests.ts'
import { type Playback, startPlayback } from '../../../replay/playback.ts'
import type { Exchange, Recording } from '../../../replay/recording.ts'
import { redirectTarget } from '../../../replay/redirect.ts'
import { replayEntries } from '../../../replay/replay-entries.ts'
import { requestKey, stableUrl } from '../../../replay/request-key.ts'
import type { Truth } from '../../../replay/truth.ts'
import { navigationError } from './browser-errors.ts'
import { keepsScripts } from './page-scripts.ts'

export interface SiteOptions {
  recording: Recording
  truth: Truth
  /** Which answer comes when; one of its own, moved on by visits, unless given. */
  playback?: Playback | undefined
  onEntry(entry: ServedEntry | UnservedEntry): void
  /** Milliseconds since 1970, for the entries. */
  nowMs(): number
}

/** One answer, under the address that it was asked at. */
export interface Answer {
  readonly url: string
  readonly exchange: Exchange
}

export interface OpenedPage {
  /** The answers that sent the browser on, if any did. */
  readonly redirects: readonly Answer[]
  readonly document: Answer
  /** What the page asks from now on, in order. */
  readonly requests: readonly PageRequest[]
}

export interface Site {
  /** Opens a page for an account; an error is what the navigation to it fails with. */
  open(accountId: string, url: URL): OpenedPage | Error
  /** What answers the request of an opened page, and where that sends the browser on, what then does. */
  answers(accountId: string, request: PageRequest): readonly Answer[]
  textOf(exchange: Exchange): string
}

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

export function replayedSite(options: SiteOptions): Site {
  const { recording, truth, playback = startPlayback(recording), onEntry, nowMs } = options
  const requests = requestsOf(recording)
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

  /** Asks for an address, and then for those that the answers lead to; an error is the end of it. */
  function follow(accountId: string, from: URL): Answer[] | Error {
    const answers: Answer[] = []
    for (let at: URL | undefined = from; at !== undefined; ) {
      if (answers.length > maxRedirects) {
        return navigationError(`net::ERR_TOO_MANY_REDIRECTS at ${from.href}`)
      }
      if (!origins.has(at.origin) && at.protocol === 'https:') {
        // As in the replay proxy, which opens no tunnel to an origin that was not recorded.
        report(accountId, 'CONNECT', `${at.origin}/`)
        return navigationError(`net::ERR_TUNNEL_CONNECTION_FAILED at ${from.href}`)
      }
      const exchange = playback.nextOf(accountId, requestKey('GET', at))
      report(accountId, 'GET', stableUrl(at), exchange)
      if (exchange === undefined) {
        return navigationError(`net::ERR_HTTP_RESPONSE_CODE_FAILURE at ${from.href}`)
      }
      answers.push({ url: at.href, exchange })
      at = redirectTarget(exchange)
    }
    return answers
  }

  function asked(accountId: string, { url, exchange }: Answer): readonly PageRequest[] {
    if (exchange.status < 200 || exchange.status >= 300) return []
    if (!keepsScripts(recording, exchange)) return []
    const ofAccount = requests.get(playback.recordedAccountOf(accountId))
    return ofAccount?.of(requestKey('GET', new URL(url)), playback.episodeOf(accountId)) ?? []
  }

  return {
    open(accountId, url) {
      const answers = follow(accountId, url)
      if (answers instanceof Error) return answers
      const document = answers.pop()
      if (document === undefined) throw new Error(`Nothing was asked for ${url.href}.`)
      return { redirects: answers, document, requests: asked(accountId, document) }
    },
    answers(accountId, { method, url, key }) {
      const exchange = playback.nextOf(accountId, key)
      report(accountId, method, url, exchange)
      if (exchange === undefined) return []
      const target = redirectTarget(exchange)
      const further = target === undefined ? [] : follow(accountId, target)
      // A script whose request fails gets no answer; the entries tell why.
      return [{ url, exchange }, ...(further instanceof Error ? [] : further)]
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
