import type { Span } from '@opentelemetry/api'
import type { BrowserContext, Page } from 'playwright-core'
import { counter } from '../../../shared/telemetry/instruments.ts'
import { withSpan } from '../../../shared/telemetry/with-span.ts'
import { AccountHealth } from '../base/account-health.ts'
import { InterceptorManager } from '../base/interceptor-manager.ts'
import { asPageProblem } from '../base/page-problem.ts'
import type { PlatformSession, PlatformSessionOptions } from '../base/platform-session.ts'
import { crawlParts } from './crawl.ts'
import { DouyinDataManager } from './douyin-data-manager.ts'
import { douyinInterceptors } from './interceptors.ts'

/** One Douyin account in its browser. */
export class DouyinSession implements PlatformSession {
  readonly dataManager: DouyinDataManager
  readonly #options: PlatformSessionOptions
  readonly #interceptors: InterceptorManager
  readonly #rounds: ReturnType<typeof counter>
  readonly #health: AccountHealth

  constructor(browser: BrowserContext, options: PlatformSessionOptions) {
    this.#options = options
    this.dataManager = new DouyinDataManager(options)
    this.#health = new AccountHealth(options)
    this.#interceptors = new InterceptorManager(
      this.dataManager,
      douyinInterceptors(this.dataManager),
      this.#health,
    )
    this.#interceptors.attach(browser)
    this.#rounds = counter(options.telemetry.meter, 'worker.crawl.rounds')
    this.#browser = browser
  }

  readonly #browser: BrowserContext

  /** Visits every page once. A part that fails is recorded and logged; the next one goes on. */
  async crawl(): Promise<void> {
    const { telemetry, accountId, workerId, monitorIntervalMs } = this.#options
    const attributes = {
      'hiscrm.account.id': accountId,
      'hiscrm.worker.id': workerId,
      'hiscrm.timer.interval_ms': monitorIntervalMs,
    }
    try {
      await withSpan(telemetry.tracer, 'crawl.round', { root: true, attributes }, (span) =>
        this.#round(span),
      )
      this.#rounds.add(1, { 'hiscrm.account.id': accountId })
    } catch (error) {
      this.#rounds.add(1, { 'hiscrm.account.id': accountId, 'error.type': 'crawl' })
      telemetry.log.error(`A crawl round of ${accountId} failed.`, {
        event: 'crawl.failed',
        error,
        'hiscrm.account.id': accountId,
      })
    }
  }

  /** Resolves once every answer that has come is read. */
  async idle(): Promise<void> {
    await this.#interceptors.idle()
  }

  async #round(span: Span): Promise<void> {
    this.#interceptors.beginRound(span)
    const page = await this.#openPage()
    try {
      const failures = await this.#visitAll(page)
      this.#interceptors.endRound()
      if (failures.length === 0) return
      span.setAttribute(
        'hiscrm.crawl.failed_parts',
        failures.map(({ name }) => name),
      )
      const text = failures.map(({ name, error }) => `${name}: ${String(error)}`).join('; ')
      throw new AggregateError(
        failures.map(({ error }) => error),
        text,
      )
    } finally {
      await page.close()
    }
  }

  async #openPage(): Promise<Page> {
    try {
      return await this.#browser.newPage()
    } catch (error) {
      this.#health.met(asPageProblem(error, 'no_answer'), 'browser')
      throw error
    }
  }

  async #visitAll(page: Page): Promise<{ name: string; error: unknown }[]> {
    const failures: { name: string; error: unknown }[] = []
    const visited = ['browser']
    for (const { name, visit } of crawlParts) {
      try {
        await visit(page, this.#options.navigationTimeoutMs)
        visited.push(name)
      } catch (error) {
        this.#health.met(asPageProblem(error, 'no_answer'), name)
        // Told together at the end of the round, so that the other parts are visited first.
        failures.push({ name, error })
      }
    }
    await this.#interceptors.idle()
    this.#health.endRound(visited)
    return failures
  }
}
