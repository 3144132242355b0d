/**
 * The page faults in force, and what they make of each answer: the one place between playback and
 * what a page gets, for the replay proxy and the simulated browsers alike.
 */
import { GroundError, type GroundPages } from '../ground.ts'
import type { Alteration, AnswerContext, PageAnswer, PageQuestion } from './page-answer.ts'
import { listAt } from './page-lists.ts'

/** An answer as it is to be sent. */
export interface GivenAnswer {
  readonly answer: PageAnswer
  /** Ids of the faults that altered it; most often none. */
  readonly faults: readonly string[]
}

/** And which exchange of the recording it comes from; of what a redirect leads to: the redirected one. */
export interface PlacedAnswer extends GivenAnswer {
  readonly exchange: number
}

export interface PagesUnderFaultOptions {
  /** Whether pages are drawn, and their scripts run; true unless told. */
  browser?: boolean
}

export class PagesUnderFault implements GroundPages {
  readonly #browser: boolean
  readonly #inForce = new Set<Alteration>()
  /** For each list of an account, what its pages so far were answered. */
  readonly #earlier = new Map<string, PageAnswer[]>()
  /** For each account, what altered answers in a way that misleads the page open now. */
  readonly #misled = new Map<string, Set<Alteration>>()
  readonly #redirected = new Map<string, PlacedAnswer>()

  constructor({ browser = true }: PagesUnderFaultOptions = {}) {
    this.#browser = browser
  }

  alter(alteration: Alteration): () => void {
    if (alteration.needsBrowser && !this.#browser) {
      throw new GroundError('there no page is drawn, so it would change nothing')
    }
    this.#inForce.add(alteration)
    return () => {
      this.#inForce.delete(alteration)
      if (this.#inForce.size === 0) this.#earlier.clear()
    }
  }

  /** Nothing is in force, and no page knows of anything that was. */
  get idle(): boolean {
    return this.#inForce.size === 0 && this.#misled.size === 0
  }

  /** What a page gets in place of the recorded answer. */
  answer(question: PageQuestion, recorded: PageAnswer & { index: number }): PlacedAnswer {
    if (question.part === 'document') this.#opened(question.accountId)
    const exchange = recorded.index
    if (this.#inForce.size === 0 || isBodiless(question, recorded)) {
      return { answer: recorded, faults: [], exchange }
    }
    const context = { ...question, earlier: this.#earlierOf(question) }
    const given = { ...this.#alterWith(recorded, context), exchange }
    this.#remember(question, recorded)
    this.#lead(question, given)
    return given
  }

  /** What an address that no recording knows is answered, because a redirect led there. */
  redirectedTo(accountId: string, url: URL): PlacedAnswer | undefined {
    return this.#redirected.get(`${accountId} ${url.href}`)
  }

  /** Ids of the faults by which the page that an account has open may ask for what does not exist. */
  misleading(accountId: string): string[] {
    return [...(this.#misled.get(accountId) ?? [])].map(({ fault }) => fault)
  }

  #alterWith(recorded: PageAnswer, context: AnswerContext): GivenAnswer {
    let answer = recorded
    const faults: string[] = []
    for (const alteration of this.#inForce) {
      const altered = alteration.alter(answer, context)
      if (altered === undefined) continue
      answer = altered
      faults.push(alteration.fault)
      if (alteration.misleads) this.#mislead(context.accountId, alteration)
      alteration.touched()
    }
    return { answer: faults.length === 0 ? recorded : unkept(answer), faults }
  }

  /** A new page knows nothing of the answers that the one before it got. */
  #opened(accountId: string): void {
    this.#misled.delete(accountId)
  }

  #mislead(accountId: string, alteration: Alteration): void {
    const known = this.#misled.get(accountId) ?? new Set()
    this.#misled.set(accountId, known.add(alteration))
  }

  #earlierOf(question: PageQuestion): readonly PageAnswer[] {
    const key = listKey(question)
    if (key === undefined || isFirstPage(question.url)) return []
    return this.#earlier.get(key) ?? []
  }

  #remember(question: PageQuestion, recorded: PageAnswer): void {
    const key = listKey(question)
    if (key === undefined) return
    const before = isFirstPage(question.url) ? [] : (this.#earlier.get(key) ?? [])
    this.#earlier.set(key, [...before, recorded])
  }

  #lead({ accountId, url }: PageQuestion, given: PlacedAnswer): void {
    const { leadsTo, headers } = given.answer
    const [, location] = headers.find(([name]) => name === 'location') ?? []
    if (leadsTo === undefined || location === undefined) return
    const { href } = new URL(location, url)
    this.#redirected.set(`${accountId} ${href}`, { ...given, answer: unkept(leadsTo) })
  }
}

function isBodiless({ method }: PageQuestion, { status }: PageAnswer): boolean {
  return method === 'HEAD' || method === 'OPTIONS' || status === 204 || status === 304
}

/** The same for all pages of one list of an account. */
function listKey({ accountId, url }: PageQuestion): string | undefined {
  const list = listAt(url)
  if (list?.cursor === undefined) return undefined
  const query = new URLSearchParams(
    [...url.searchParams].filter(([name]) => name !== list.cursor && identifies(name)),
  )
  return `${accountId} ${url.pathname}?${query}`
}

/** What says whose list it is; all else may change from page to page. */
function identifies(name: string): boolean {
  return name.endsWith('_id')
}

function isFirstPage(url: URL): boolean {
  const cursor = listAt(url)?.cursor
  return cursor === undefined || /^0?$/.test(url.searchParams.get(cursor) ?? '')
}

/** An altered answer must not outlive its fault in the browser's cache. */
function unkept(answer: PageAnswer): PageAnswer {
  const kept = new Set(['cache-control', 'etag', 'expires', 'last-modified'])
  const headers = answer.headers.filter(([name]) => !kept.has(name.toLowerCase()))
  return { ...answer, headers: [...headers, ['cache-control', 'no-store']] }
}
