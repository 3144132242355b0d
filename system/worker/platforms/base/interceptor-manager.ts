import type { Span } from '@opentelemetry/api'
import { errorText } from '../../../shared/errors.ts'
import { type Collections, itemRefsOf } from '../../../shared/protocol/models.ts'
import { itemAttributes } from '../../../shared/telemetry/attributes.ts'
import { counter } from '../../../shared/telemetry/instruments.ts'
import { withSpan } from '../../../shared/telemetry/with-span.ts'
import type { AccountDataManager } from './account-data-manager.ts'
import type { AccountHealth } from './account-health.ts'
import type { HeldItem, UpsertResult } from './item-collections.ts'
import { asPageProblem } from './page-problem.ts'

/** An answer that was read, and what is held of it since. */
interface ReadAnswer {
  text: string
  items: readonly HeldItem[]
  /** `updates` of the data manager when all of them were seen to be current. */
  seen: number | undefined
}

/** A crawl round, and how many of its answers there were, and were known already. */
interface Round {
  span?: Span
  answers: number
  known: number
}

/** More answers than these, or larger ones, are read anew each time. */
const maxKnownAnswers = 500
const maxKnownLength = 1_000_000
/** Addresses whose interceptor is remembered. */
const maxKnownAddresses = 1000

/** An address whose answers are read, and by what. */
interface ReadAddress {
  interceptor: ResponseInterceptor
  url: URL
}

/** Reads one kind of the platform's answers. */
export interface ResponseInterceptor {
  name: string
  pattern: URLPattern
  /** What the answer itself says it holds, as `kind:id`, before anything is mapped. */
  refsIn(body: unknown): string[]
  /** The items of the answer; throws a sentence where it is not as expected. */
  read(body: unknown, query: URLSearchParams): Partial<Collections>
}

/** An answer that a page got; Playwright's Response is one. */
export interface PageResponse {
  url(): string
  status(): number
  ok(): boolean
  text(): Promise<string>
  request(): { method(): string }
}

/** What tells of answers; Playwright's BrowserContext does. */
export interface ResponseSource {
  on(event: 'response', listener: (response: PageResponse) => void): unknown
}

const redirects = new Set([301, 302, 303, 307, 308])

/**
 * Listens to every answer that any page of a browser context gets, and has those that an
 * interceptor knows read. An answer that cannot be read is an error of its span, a log record and
 * a count; it never ends anything else.
 */
export class InterceptorManager {
  readonly #interceptors: readonly ResponseInterceptor[]
  readonly #dataManager: AccountDataManager
  readonly #health: Pick<AccountHealth, 'met'>
  readonly #underWay = new Set<Promise<void>>()
  readonly #responses: ReturnType<typeof counter>
  readonly #known = new Map<string, ReadAnswer>()
  readonly #byAddress = new Map<string, ReadAddress | undefined>()
  #round: Round = { answers: 0, known: 0 }

  constructor(
    dataManager: AccountDataManager,
    interceptors: readonly ResponseInterceptor[],
    health: Pick<AccountHealth, 'met'>,
  ) {
    this.#health = health
    this.#dataManager = dataManager
    this.#interceptors = interceptors
    this.#responses = counter(dataManager.telemetry.meter, 'worker.responses')
  }

  attach(browser: ResponseSource): void {
    browser.on('response', (response) => this.#take(response))
  }

  /** The crawl round that causes the answers from now on; its span bears their numbers at its end. */
  beginRound(span: Span): void {
    this.#round = { span, answers: 0, known: 0 }
  }

  endRound(): void {
    const { span, answers, known } = this.#round
    span?.setAttributes({ 'hiscrm.crawl.answers': answers, 'hiscrm.crawl.known_answers': known })
  }

  /** Resolves once no answer is being read any more. */
  async idle(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  #take(response: PageResponse): void {
    const address = this.#addressOf(response.url())
    if (address === undefined || redirects.has(response.status())) return
    if (response.request().method() === 'OPTIONS') return
    const reading = this.#read(address, response).finally(() => {
      this.#underWay.delete(reading)
    })
    this.#underWay.add(reading)
  }

  #addressOf(text: string): ReadAddress | undefined {
    if (this.#byAddress.has(text)) return this.#byAddress.get(text)
    const interceptor = this.#interceptors.find(({ pattern }) => pattern.test(text))
    const address = interceptor && { interceptor, url: new URL(text) }
    keepAtMost(this.#byAddress, maxKnownAddresses).set(text, address)
    return address
  }

  async #read({ interceptor, url }: ReadAddress, response: PageResponse): Promise<void> {
    const about = this.#about(interceptor)
    this.#round.answers += 1
    try {
      await this.#respond(interceptor, response, url)
      this.#responses.add(1, about)
    } catch (error) {
      this.#health.met(asPageProblem(error, 'unreadable'), interceptor.name)
      this.#responses.add(1, { ...about, 'error.type': 'unreadable' })
      this.#dataManager.telemetry.log.error(
        `Could not read an answer for ${interceptor.name}: ${errorText(error)}`,
        { event: 'response.unreadable', error, ...about },
      )
    }
  }

  async #respond(
    interceptor: ResponseInterceptor,
    response: PageResponse,
    url: URL,
  ): Promise<void> {
    const { tracer } = this.#dataManager.telemetry
    const round = this.#round
    const read = await readText(response)
    if ('text' in read && this.#isKnown(url.href, read.text)) {
      round.known += 1
      return
    }
    const cause = round.span?.spanContext()
    const options = {
      root: true,
      links: cause === undefined ? [] : [{ context: cause }],
      attributes: {
        ...this.#about(interceptor),
        'http.request.method': response.request().method(),
        'http.response.status_code': response.status(),
        'url.path': url.pathname,
      },
    }
    await withSpan(tracer, 'page.response', options, async (span) => {
      if ('error' in read) throw read.error
      const { text } = read
      span.setAttribute('http.response.body.size', text.length)
      const body = parseBody(text)
      span.setAttributes(itemAttributes(interceptor.refsIn(body)))
      const { rejected, taken } = await this.#handle(interceptor, body, url)
      if (rejected.length === 0) this.#remember(url.href, { text, items: taken, seen: undefined })
    })
  }

  #isCurrent(answer: ReadAnswer): boolean {
    const { updates } = this.#dataManager
    if (answer.seen === updates) return true
    if (!answer.items.every(({ isCurrent }) => isCurrent)) return false
    answer.seen = updates
    return true
  }

  /** Reading the same answer again would change nothing as long as all its items are current. */
  #isKnown(address: string, text: string): boolean {
    const known = this.#known.get(address)
    return known?.text === text && this.#isCurrent(known)
  }

  #remember(address: string, answer: ReadAnswer): void {
    this.#known.delete(address)
    if (answer.text.length > maxKnownLength) return
    keepAtMost(this.#known, maxKnownAnswers).set(address, answer)
  }

  async #handle(interceptor: ResponseInterceptor, body: unknown, url: URL): Promise<UpsertResult> {
    const { tracer } = this.#dataManager.telemetry
    const attributes = this.#about(interceptor)
    return withSpan(tracer, 'interceptor.handle', { attributes }, async (span) => {
      const items = interceptor.read(body, url.searchParams)
      span.setAttributes(itemAttributes(itemRefsOf(items)))
      return this.#dataManager.upsert(items)
    })
  }

  #about(interceptor: ResponseInterceptor) {
    return {
      'hiscrm.account.id': this.#dataManager.accountId,
      'hiscrm.worker.id': this.#dataManager.workerId,
      'hiscrm.interceptor': interceptor.name,
    }
  }
}

/** What went wrong is told by the span that is begun for all but known answers. */
async function readText(response: PageResponse): Promise<{ text: string } | { error: unknown }> {
  if (!response.ok()) return { error: new Error(`The platform answered ${response.status()}.`) }
  return response.text().then(
    (text) => ({ text }),
    (error: unknown) => ({ error }),
  )
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Error(`The answer is not JSON: ${errorText(error)}`, { cause: error })
  }
}

/** Makes room for one more by letting go of the oldest. */
function keepAtMost<T>(map: Map<string, T>, most: number): Map<string, T> {
  const [oldest] = map.keys()
  if (map.size >= most && oldest !== undefined) map.delete(oldest)
  return map
}
