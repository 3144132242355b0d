/** Whether a document is still the page whose requests were learnt. */
import type { PageAnswer } from '../../../fault/page/page-answer.ts'
import { exchangesOf } from '../../../replay/recorded-answers.ts'
import type { Exchange, Recording } from '../../../replay/recording.ts'
import { requestKey } from '../../../replay/request-key.ts'

const scriptTag = /<script\b[^>]*\bsrc\s*=\s*["']?([^"'\s>]+)/gi

/** What each document loads; read once, since many runs open the same. */
const scripts = new WeakMap<PageAnswer, ReadonlySet<string>>()
/** The document that each page had at first, by recorded account and key. */
const firsts = new WeakMap<Recording, Map<string, Exchange | undefined>>()

/**
 * False for a document that loads none of the scripts that the same page loaded when it was first
 * answered with 2xx: something else stands in its place, and asks nothing of what the page asked.
 *
 * @param given the document as a fault altered it, if one did
 */
export function keepsScripts(
  recording: Recording,
  document: Exchange,
  given: PageAnswer = document,
): boolean {
  // They run once the whole document has come.
  if (given.endless || given.cutAfterBytes !== undefined) return false
  const first = firstOf(recording, document)
  const had = first === undefined ? none : scriptsOf(first)
  return had.size === 0 || !had.isDisjointFrom(scriptsOf(given))
}

const none: ReadonlySet<string> = new Set()

function firstOf(recording: Recording, { url, account }: Exchange): Exchange | undefined {
  const known = firsts.get(recording) ?? new Map<string, Exchange | undefined>()
  firsts.set(recording, known)
  const key = requestKey('GET', url)
  const place = `${account ?? ''} ${key}`
  if (!known.has(place)) {
    const first = exchangesOf(recording, account).find(
      ({ isDocument, status, url: at }) =>
        isDocument && status >= 200 && status < 300 && requestKey('GET', at) === key,
    )
    known.set(place, first)
  }
  return known.get(place)
}

function scriptsOf(document: PageAnswer): ReadonlySet<string> {
  const known = scripts.get(document)
  if (known !== undefined) return known
  const found = [...document.body.toString('utf8').matchAll(scriptTag)]
  const sources = new Set(found.flatMap(([, src]) => src ?? []))
  scripts.set(document, sources)
  return sources
}
