/**
 * Which API requests a whole visit of a recorded page makes, account by account and episode by
 * episode. Websockets are no such requests. It is for players
 * without page script; what each request is answered is still playback.ts's matter.
 *
 * A recording leaves out an answer that equals the one before it under its key, and a page that did
 * not change is in it once. So the API paths that a page asks are learnt where they first appear:
 * right after that page, or else after another path of that page in the same episode. A path that
 * several pages ask belongs to the first of them. What was once asked is asked in every later episode
 * too, but for the further pages of a list, which are asked only as far as the answers of that episode
 * lead to them: an outdated cursor is not asked again.
 */
import { isCursor, nextCursor } from './next-cursor.ts'
import { exchangesOf, inOrder } from './recorded-answers.ts'
import { type Exchange, type Recording, RecordingError } from './recording.ts'
import { requestKey, stableUrl } from './request-key.ts'

export interface PageRequest {
  readonly method: string
  /** Without volatile parameters. */
  readonly url: string
  /** See request-key.ts. */
  readonly key: string
}

export interface PageRequests {
  /**
   * What a visit of this page asks in this episode, from 1, in the order in which it was first
   * recorded; nothing for a page that asks nothing or is not recorded. Takes constant time.
   *
   * @param pageKey the key of the page's own request
   */
  of(pageKey: string, episode: number): readonly PageRequest[]
}

/** All that was recorded under one key. */
interface Asked extends PageRequest {
  /** By ascending episode. */
  readonly answers: Exchange[]
  /** The parameter that says from where on a list is asked, if there is one. */
  readonly cursor: { name: string; value: string } | undefined
}

/** The requests for one list, or a single request that is no list. */
type List = Asked[]

/**
 * @param account the key of a recorded account, whose pages these are: what others were answered
 *   says nothing of them
 * @throws RecordingError when it cannot be told which page asks something
 */
export function pageRequests(recording: Recording, account?: string): PageRequests {
  const exchanges = inOrder(exchangesOf(recording, account))
  const pages = pageOfPath(recording.name, exchanges)
  const listsByPage = Map.groupBy(listsOf(exchanges), ([first]) => pages.get(pathOf(first)))
  const visits = new Map<string | undefined, (readonly PageRequest[])[]>()
  for (const [page, lists] of listsByPage) {
    const episodes = Array.from({ length: recording.manifest.episodes.length }, (_, place) =>
      lists.flatMap((list) => askedIn(list, place + 1)),
    )
    visits.set(page, episodes)
  }
  return { of: (pageKey, episode) => visits.get(pageKey)?.[episode - 1] ?? [] }
}

function keyOf({ method, url, requestBody }: Exchange): string {
  return requestKey(method, url, requestBody)
}

function pathOf(request: { method: string; url: URL | string } | undefined): string {
  if (request === undefined) return ''
  const { origin, pathname } = new URL(request.url)
  return `${request.method} ${origin}${pathname}`
}

/**
 * A websocket is opened and then speaks by itself: nobody asks it again. What a page sends (a reply)
 * comes of what somebody writes there, not of a visit.
 */
function isAsked({ isApi, isDocument, frames, method }: Exchange): boolean {
  return isApi && !isDocument && frames === undefined && method === 'GET'
}

/** For each API path the key of the page that asks it. */
function pageOfPath(recording: string, exchanges: readonly Exchange[]): Map<string, string> {
  const pageKeys = [...new Set(exchanges.filter((e) => e.isDocument).map(keyOf))]
  const pages = new Map<string, string>()
  for (const [number, episode] of Map.groupBy(exchanges, (exchange) => exchange.episode)) {
    let page: string | undefined
    const waiting: string[] = []
    for (const exchange of episode) {
      const path = pathOf(exchange)
      if (exchange.isDocument) page = keyOf(exchange)
      else if (!isAsked(exchange)) continue
      else page = later(pageKeys, page, pages.get(path))
      if (isAsked(exchange) && !pages.has(path)) waiting.push(path)
      if (page === undefined) continue
      for (const known of waiting.splice(0)) pages.set(known, page)
    }
    if (waiting.length > 0) throw unplaced(recording, number, waiting)
  }
  return pages
}

function unplaced(recording: string, episode: number, paths: readonly string[]): RecordingError {
  return new RecordingError(
    `It cannot be told which page of the recording ${recording} asks ${paths.join(', ')}: it is ` +
      `first in episode ${episode}, which holds no page and nothing that a known page asks. Make the ` +
      'recording again, with something of it in an episode that has pages.',
  )
}

/** The pages are visited in the same order in every episode, so an episode never goes back to one. */
function later(order: readonly string[], a: string | undefined, b: string | undefined) {
  if (a === undefined || b === undefined) return a ?? b
  return order.indexOf(a) < order.indexOf(b) ? b : a
}

/** Every list, in the order of its first appearance. */
function listsOf(exchanges: readonly Exchange[]): List[] {
  const byKey = Map.groupBy(exchanges.filter(isAsked), keyOf)
  const asked = [...byKey].flatMap(([key, answers]) => {
    const [first] = answers
    if (first === undefined) return []
    const { method, url } = first
    return [{ key, method, url: stableUrl(url), answers, cursor: cursorOf(url) }]
  })
  return [...Map.groupBy(asked, listKey).values()]
}

function cursorOf(url: URL): Asked['cursor'] {
  const [name, value] = [...url.searchParams].find(([param]) => isCursor(param)) ?? []
  return name === undefined || value === undefined ? undefined : { name, value }
}

/** The same for all pages of one list. */
function listKey({ key, cursor, answers }: Asked): string {
  const [first] = answers
  if (cursor === undefined || first === undefined) return key
  const url = new URL(first.url)
  url.searchParams.delete(cursor.name)
  return `${cursor.name} ${requestKey(first.method, url, first.requestBody)}`
}

/** The requests of one list in an episode: its pages as they lead on, and whatever was seen then. */
function askedIn(list: List, episode: number): PageRequest[] {
  const known = list.filter(({ answers }) => latest(answers, episode) !== undefined)
  const chain = chainOf(known, episode)
  const seen = known.filter((asked) => timesIn(asked, episode) > 0)
  return [...new Set([...chain, ...seen])].flatMap((asked) => {
    const { method, url, key } = asked
    return Array<PageRequest>(Math.max(1, timesIn(asked, episode))).fill({ method, url, key })
  })
}

/** From the first page along the cursors; all, where the first was not recorded. */
function chainOf(known: List, episode: number): List {
  const first = known.find(({ cursor }) => cursor === undefined || /^0?$/.test(cursor.value))
  if (first === undefined) return known
  const chain: List = []
  let at: Asked | undefined = first
  while (at !== undefined && !chain.includes(at)) {
    chain.push(at)
    const answer = latest(at.answers, episode)
    const next: string | undefined = answer && at.cursor && nextCursor(answer, at.cursor.name)
    at = next === undefined ? undefined : known.find(({ cursor }) => cursor?.value === next)
  }
  return chain
}

function latest(answers: readonly Exchange[], episode: number): Exchange | undefined {
  return answers.findLast((answer) => answer.episode <= episode)
}

/** How often the request got a new answer in this episode. */
function timesIn({ answers }: Asked, episode: number): number {
  return answers.filter((answer) => answer.episode === episode).length
}
