import type { Span } from '@opentelemetry/api'
import { errorText } from '../../../shared/errors.ts'
import { type Collections, itemRefsOf } from '../../../shared/protocol/models.ts'
import { itemAttributes } from '../../../shared/telemetry/attributes.ts'
import { counter } from '../../../shared/telemetry/instruments.ts'
import { markFailed, withSpan } from '../../../shared/telemetry/with-span.ts'
import { isDoneWithin } from '../../../shared/within-limit.ts'
import type { AccountDataManager } from './account-data-manager.ts'
import type { AccountHealth } from './account-health.ts'
import type { UpsertResult } from './item-collections.ts'
import { keepAtMost } from './keep-at-most.ts'
import { KnownAnswers } from './known-answers.ts'
import { type Fields, openAnswer } from './open-answer.ts'
import { asPageProblem, byGravity, PageProblem } from './page-problem.ts'
import {
  isRedirect,
  type PageResponse,
  type ResponseSource,
  readText,
  redirectOf,
} from './page-response.ts'
import type { AnswerFacts, PageVisit } from './page-visit.ts'

/** A crawl round, and how many of its answers there were, and were known already. */
interface Round {
  span?: Span
  answers: number
  known: number
}

/** An answer that has come and is not read yet. */
interface Reading {
  address: ReadAddress
  response: PageResponse
  visit: PageVisit | undefined
  done: Promise<void>
  /** It was awaited for too long; whatever becomes of it was told. */
  isGivenUp: boolean
}

/** What an answer was read to. */
export interface AnswerReading {
  items: Partial<Collections>
  said: AnswerFacts
  /** What is wrong with it although its items were read. */
  problems: PageProblem[]
}

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
  /** The path to the list in the answer. */
  list: readonly string[]
  /** What the answer itself says it holds, as `kind:id`, before anything is mapped. */
  refsIn(answer: Fields): string[]
  /** The items of the answer; throws a PageProblem where none can be read. */
  read(answer: Fields, query: URLSearchParams): AnswerReading
}

/**
 * Listens to every answer that any page of a browser context gets, and has those that an
 * interceptor knows read. What is wrong with one is an error of its span, a log record, a count, and
 * a problem of its visit and of the account; it never ends anything else.
 */
export class InterceptorManager {
  readonly #interceptors: readonly ResponseInterceptor[]
  readonly #dataManager: AccountDataManager
  readonly #health: Pick<AccountHealth, 'met'>
  readonly #underWay = new Set<Reading>()
  readonly #responses: ReturnType<typeof counter>
  readonly #known: KnownAnswers
  readonly #byAddress = new Map<string, ReadAddress | undefined>()
  #round: Round = { answers: 0, known: 0 }
  #visit: PageVisit | undefined

  constructor(
    dataManager: AccountDataManager,
    interceptors: readonly ResponseInterceptor[],
    health: Pick<AccountHealth, 'met'>,
  ) {
    this.#health = health
    this.#dataManager = dataManager
    this.#interceptors = interceptors
    this.#known = new KnownAnswers(dataManager)
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
    this.#visit = undefined
  }

  /** The visit that causes the answers from now on, until the next one or the end of the round. */
  beginVisit(visit: PageVisit): void {
    this.#visit = visit
  }

  /**
   * Resolves once no answer is being read any more. One whose body has not come after
   * `limitMs` is given up, and told.
   */
  async idle(limitMs: number): Promise<void> {
    if (this.#underWay.size === 0) return
    const all = async (): Promise<void> => {
      while (this.#underWay.size > 0) await Promise.all([...this.#underWay].map((r) => r.done))
    }
    if (await isDoneWithin(all(), limitMs)) return
    for (const reading of this.#underWay) await this.#giveUp(reading, limitMs)
  }

  #take(response: PageResponse): void {
    const address = this.#addressOf(response.url())
    if (address === undefined) return
    if (response.request().method() === 'OPTIONS') return
    if (this.#isLedOn(address, response)) return
    const visit = this.#visit
    const done = Promise.resolve()
    const reading: Reading = { address, response, visit, done, isGivenUp: false }
    this.#underWay.add(reading)
    reading.done = this.#read(reading).finally(() => {
      this.#underWay.delete(reading)
    })
  }

  /** Whether it only leads to what the same interceptor reads, such as with a slash more. */
  #isLedOn({ interceptor, url }: ReadAddress, response: PageResponse): boolean {
    if (!isRedirect(response)) return false
    const to = redirectOf(response, url)
    return to !== null && interceptor.pattern.test(to)
  }

  #addressOf(text: string): ReadAddress | undefined {
    if (this.#byAddress.has(text)) return this.#byAddress.get(text)
    const interceptor = this.#interceptors.find(({ pattern }) => pattern.test(text))
    const address = interceptor && { interceptor, url: new URL(text) }
    keepAtMost(this.#byAddress, maxKnownAddresses).set(text, address)
    return address
  }

  async #read(reading: Reading): Promise<void> {
    const about = this.#about(reading.address.interceptor)
    this.#round.answers += 1
    try {
      const problems = await this.#respond(reading)
      if (problems.length === 0) this.#responses.add(1, about)
      else this.#note(reading, problems)
    } catch (error) {
      this.#note(reading, [asPageProblem(error, 'unreadable')])
      const { name } = reading.address.interceptor
      this.#dataManager.telemetry.log.error(
        `Could not read an answer for ${name}: ${errorText(error)}`,
        { event: 'response.unreadable', error, ...about },
      )
    }
  }

  /** Counts and tells what is wrong with an answer. */
  #note({ address, visit }: Reading, problems: readonly PageProblem[]): void {
    const [gravest] = byGravity(problems)
    if (gravest === undefined) return
    const about = this.#about(address.interceptor)
    this.#responses.add(1, { ...about, 'error.type': gravest.problem })
    for (const problem of problems) {
      visit?.problems.push(problem)
      this.#health.met(problem, visit?.part ?? address.interceptor.name)
    }
  }

  /** Resolves with what is wrong with an answer that was taken; throws where it was not. */
  async #respond(reading: Reading): Promise<readonly PageProblem[]> {
    const { response, visit } = reading
    const { url } = reading.address
    const round = this.#round
    const read = await readText(response, url)
    if ('text' in read && response.ok()) {
      const known = this.#known.find(url.href, read.text)
      if (known !== undefined) {
        round.known += 1
        visit?.answers.push(known.said)
        return []
      }
    }
    if ('error' in read && reading.isGivenUp) {
      this.#tellEnd(reading, read.error)
      return []
    }
    return this.#inSpan(reading, round.span, async (span) => {
      if ('error' in read) throw read.error
      return this.#readAnew(reading, read.text, span)
    })
  }

  /** How an answer that was given up, and told of, has ended. */
  #tellEnd({ address: { interceptor } }: Reading, error: PageProblem): void {
    this.#dataManager.telemetry.log.error(
      `An answer for ${interceptor.name} that was given up has ended: ${error.message}`,
      { event: 'response.unreadable', error, ...this.#about(interceptor) },
    )
  }

  #inSpan<T>(
    { address, response }: Reading,
    cause: Span | undefined,
    work: (span: Span) => Promise<T>,
  ): Promise<T> {
    const options = {
      root: true,
      links: cause === undefined ? [] : [{ context: cause.spanContext() }],
      attributes: {
        ...this.#about(address.interceptor),
        'http.request.method': response.request().method(),
        'http.response.status_code': response.status(),
        'url.path': address.url.pathname,
      },
    }
    return withSpan(this.#dataManager.telemetry.tracer, 'page.response', options, async (span) => {
      try {
        return await work(span)
      } catch (error) {
        span.setAttribute('hiscrm.page.problem', asPageProblem(error, 'unreadable').problem)
        throw error
      }
    })
  }

  async #readAnew(reading: Reading, text: string, span: Span): Promise<readonly PageProblem[]> {
    const { address, response, visit } = reading
    const { interceptor, url } = address
    span.setAttribute('http.response.body.size', text.length)
    const raw = { status: response.status(), text, headers: () => response.headers() }
    const answer = openAnswer(raw, interceptor.list)
    span.setAttributes(itemAttributes(interceptor.refsIn(answer)))
    const { said, problems, result } = await this.#handle(interceptor, answer, url)
    const endless = visit?.take(said)
    const all = [...problems, ...rejections(result), ...(endless === undefined ? [] : [endless])]
    if (all.length === 0) this.#known.keep(url.href, { text, items: result.taken, said })
    else this.#tellPart(reading, all, span)
    return all
  }

  /** Of an answer that was taken, but not whole. */
  #tellPart(reading: Reading, problems: readonly PageProblem[], span: Span): void {
    const [gravest] = byGravity(problems)
    if (gravest === undefined) return
    span.setAttribute('hiscrm.page.problem', gravest.problem)
    for (const problem of problems) markFailed(span, problem)
    const { name } = reading.address.interceptor
    const texts = problems.map(({ message }) => message).join(' ')
    this.#dataManager.telemetry.log.warn(`An answer for ${name} was taken, but: ${texts}`, {
      event: 'response.incomplete',
      'hiscrm.page.problem': gravest.problem,
      ...this.#about(reading.address.interceptor),
    })
  }

  async #giveUp(reading: Reading, limitMs: number): Promise<void> {
    this.#underWay.delete(reading)
    reading.isGivenUp = true
    const { name } = reading.address.interceptor
    const problem = new PageProblem(
      'no_answer',
      `The body of an answer for ${name} had not come after ${limitMs} ms.`,
    )
    this.#note(reading, [problem])
    await this.#inSpan(reading, this.#round.span, async (span) => {
      // Nothing is thrown: there is nobody to catch it.
      markFailed(span, problem)
      span.setAttribute('hiscrm.page.problem', problem.problem)
    })
  }

  async #handle(interceptor: ResponseInterceptor, answer: Fields, url: URL) {
    const { tracer } = this.#dataManager.telemetry
    const attributes = this.#about(interceptor)
    return withSpan(tracer, 'interceptor.handle', { attributes }, async (span) => {
      const { items, said, problems } = interceptor.read(answer, url.searchParams)
      span.setAttributes(itemAttributes(itemRefsOf(items)))
      return { said, problems, result: await this.#dataManager.upsert(items) }
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

/** Items that were read and refused. */
function rejections({ rejected }: UpsertResult): PageProblem[] {
  const [first] = rejected
  if (first === undefined) return []
  return [
    new PageProblem(
      'incomplete',
      `${rejected.length} items of ${first.collection} were refused (${first.reason}).`,
    ),
  ]
}
