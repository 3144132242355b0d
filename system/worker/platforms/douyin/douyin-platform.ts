import { type Span, SpanStatusCode } from '@opentelemetry/api'
import type { BrowserContext, Page } from 'playwright-core'
import { errorText } from '../../../shared/errors.ts'
import { counter } from '../../../shared/telemetry/instruments.ts'
import { markFailed, withSpan } from '../../../shared/telemetry/with-span.ts'
import { isDoneWithin } from '../../../shared/within-limit.ts'
import { AccountHealth } from '../base/account-health.ts'
import { CrawlPause } from '../base/crawl-pause.ts'
import { InterceptorManager } from '../base/interceptor-manager.ts'
import { asPageProblem, byGravity, PageProblem } from '../base/page-problem.ts'
import { type AnswerFacts, PageVisit } from '../base/page-visit.ts'
import type { PlatformSession, PlatformSessionOptions } from '../base/platform-session.ts'
import { type CrawlPart, crawlParts } from './crawl.ts'
import { DouyinDataManager } from './douyin-data-manager.ts'
import { douyinInterceptors } from './interceptors.ts'

/** What has to work before any part can be visited, as a part of its own. */
const browserPart = 'browser'

/** One Douyin account in its browser. */
export class DouyinSession implements PlatformSession {
  readonly dataManager: DouyinDataManager
  readonly #options: PlatformSessionOptions
  readonly #browser: BrowserContext
  readonly #interceptors: InterceptorManager
  readonly #health: AccountHealth
  readonly #pause: CrawlPause
  readonly #rounds: ReturnType<typeof counter>
  /** By part, the answers of the last visit that lacked nothing. */
  readonly #wholeVisits = new Map<string, readonly AnswerFacts[]>()
  #isLeaving = false
  /** The last round ended before its end, since the worker leaves; nothing is wrong. */
  #isBrokenOff = false

  constructor(browser: BrowserContext, options: PlatformSessionOptions) {
    this.#options = options
    this.#browser = browser
    this.dataManager = new DouyinDataManager(options)
    this.#health = new AccountHealth(options)
    this.#pause = new CrawlPause(options.monitorIntervalMs)
    this.#interceptors = new InterceptorManager(
      this.dataManager,
      douyinInterceptors(this.dataManager),
      this.#health,
    )
    this.#interceptors.attach(browser)
    this.#rounds = counter(options.telemetry.meter, 'worker.crawl.rounds')
  }

  /** Visits every page once. What goes wrong is recorded, counted and logged; it never rejects. */
  async crawl(): Promise<void> {
    const { telemetry, accountId, workerId, monitorIntervalMs } = this.#options
    const pausedBy = this.#pause.problem
    const attributes = {
      'hiscrm.account.id': accountId,
      'hiscrm.worker.id': workerId,
      'hiscrm.timer.interval_ms': monitorIntervalMs,
      ...(pausedBy === undefined ? {} : { 'hiscrm.crawl.paused_by': pausedBy }),
    }
    try {
      const options = { root: true, attributes }
      const failure = await withSpan(telemetry.tracer, 'crawl.round', options, async (span) =>
        pausedBy === undefined ? this.#round(span) : undefined,
      )
      if (failure !== undefined) this.#tellFailure(failure)
      else if (pausedBy === undefined) this.#rounds.add(1, { 'hiscrm.account.id': accountId })
    } catch (error) {
      this.#tellFailure(errorText(error), error)
    }
  }

  #tellFailure(text: string, error?: unknown): void {
    const { telemetry, accountId } = this.#options
    this.#rounds.add(1, { 'hiscrm.account.id': accountId, 'error.type': 'crawl' })
    telemetry.log.error(`A crawl round of ${accountId} failed: ${text}`, {
      event: 'crawl.failed',
      'hiscrm.account.id': accountId,
      ...(error === undefined ? {} : { error }),
    })
  }

  breakOff(): void {
    this.#isLeaving = true
  }

  /** Resolves once every answer that has come is read, or given up. */
  async idle(): Promise<void> {
    await this.#interceptors.idle(this.#options.navigationTimeoutMs)
  }

  /** Resolves with what went wrong, in words. */
  async #round(span: Span): Promise<string | undefined> {
    const browser = new PageVisit(browserPart)
    const visits = [browser]
    this.#interceptors.beginRound(span)
    await this.#visitAll(visits, browser)
    this.#interceptors.endRound()
    if (this.#isBrokenOff) span.setAttribute('hiscrm.crawl.broken_off', true)
    this.#health.endRound(visits.filter(({ isWhole }) => isWhole).map(({ part }) => part))
    const blocker = visits.map((visit) => visit.blocker).find((problem) => problem !== undefined)
    if (blocker === undefined) this.#pause.end()
    else this.#pause.begin(blocker)
    return judge(visits, span)
  }

  /** Visits all parts on a page of their own, for a limited time. */
  async #visitAll(visits: PageVisit[], browser: PageVisit): Promise<void> {
    const { navigationTimeoutMs, roundTimeoutMs } = this.#options
    let page: Page | undefined
    let isOver = false
    const visiting = async (): Promise<void> => {
      page = await this.#browser.newPage()
      // It may have come too late.
      if (!isOver) await this.#visitEach(page, visits)
      await page.close()
    }
    const visited = this.#noteFailure(visiting(), browser)
    isOver = !(await isDoneWithin(visited, roundTimeoutMs))
    if (isOver) {
      const text = `The round was not over after ${roundTimeoutMs} ms.`
      this.#note(browser, new PageProblem('no_answer', text))
      // What the page is asked is refused once it is closed, which ends the visit.
      const closed = this.#noteFailure(page?.close() ?? Promise.resolve(), browser)
      await isDoneWithin(Promise.all([closed, visited]), navigationTimeoutMs)
    }
    browser.isWhole = browser.failures.length === 0 && !this.#isBrokenOff
  }

  /** Resolves when the work has ended; what it failed with is noted. */
  async #noteFailure(work: Promise<void>, visit: PageVisit): Promise<void> {
    try {
      await work
    } catch (error) {
      this.#note(visit, asPageProblem(error, 'no_answer'))
    }
  }

  #note(visit: PageVisit, problem: PageProblem): void {
    visit.fail(problem)
    this.#health.met(problem, visit.part)
  }

  /** Never rejects: what goes wrong is noted on the visits. */
  async #visitEach(page: Page, visits: PageVisit[]): Promise<void> {
    for (const part of crawlParts) {
      // Only between parts is all read that the page was shown.
      if (this.#isLeaving) {
        this.#isBrokenOff = true
        return
      }
      const visit = new PageVisit(part.name)
      visits.push(visit)
      await this.#visit(page, part, visit)
      // To ask on would only make it worse.
      if (visit.blocker !== undefined || page.isClosed()) return
    }
  }

  async #visit(page: Page, part: CrawlPart, visit: PageVisit): Promise<void> {
    this.#interceptors.beginVisit(visit)
    try {
      await part.visit(page, visit, this.#options.navigationTimeoutMs)
      visit.isWhole = true
    } catch (error) {
      visit.fail(asPageProblem(error, 'no_answer'))
    }
    await this.idle()
    visit.isWhole &&= visit.failures.length === 0 && visit.blocker === undefined
    for (const problem of visit.ownFailures) this.#health.met(problem, part.name)
    if (visit.isWhole && visit.isReadWhole) this.#review(part, visit)
  }

  /** Notes what is missing of a visit, unless the very same answers lacked nothing before. */
  #review({ name, opens }: CrawlPart, visit: PageVisit): void {
    const { answers } = visit
    const before = this.#wholeVisits.get(name)
    if (before?.length === answers.length && answers.every((one, at) => one === before[at])) return
    const missing = visit.review(opens)
    for (const problem of missing) this.#note(visit, problem)
    if (missing.length === 0) this.#wholeVisits.set(name, answers)
  }
}

/** Puts what a round met on its span, and into words; undefined where it met nothing. */
function judge(visits: readonly PageVisit[], span: Span): string | undefined {
  const failed = visits.flatMap(({ part, problems, failures }) => {
    const all = [...problems, ...failures]
    return all.length === 0 ? [] : [{ part, all }]
  })
  const met = failed.flatMap(({ all }) => all)
  const [gravest] = byGravity(met)
  if (gravest === undefined) return undefined
  const words = failed.flatMap(({ part, all }) => all.map(({ message }) => `${part}: ${message}`))
  const text = [...new Set(words)].join('; ')
  for (const problem of new Map(met.map((one) => [one.message, one])).values()) {
    markFailed(span, problem)
  }
  span.setStatus({ code: SpanStatusCode.ERROR, message: text })
  span.setAttribute('hiscrm.page.problem', gravest.problem)
  span.setAttribute(
    'hiscrm.crawl.failed_parts',
    failed.map(({ part }) => part),
  )
  return text
}
