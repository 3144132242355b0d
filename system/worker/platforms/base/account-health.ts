import { stripVTControlCharacters } from 'node:util'
import type { PageProblemName } from '../../../shared/protocol/page-problems.ts'
import type { AccountHealthStatus } from '../../../shared/protocol/payloads.ts'
import { counter, gauge } from '../../../shared/telemetry/instruments.ts'
import type { Telemetry } from '../../../shared/telemetry/telemetry.ts'
import { advice, type PageProblem } from './page-problem.ts'

export interface AccountHealthOptions {
  accountId: string
  telemetry: Telemetry
  /** Called at every change of `status`. */
  onHealth?(status: AccountHealthStatus): void
}

interface OpenProblem {
  sinceMs: number
  message: string
  /** The parts of the crawl that met it and have not gone well since. */
  parts: Set<string>
}

/** Longer words are cut; the protocol takes 2,000 characters with the advice. */
const maxSeenLength = 1000

/**
 * How an account fares: the problems of its pages that are open now. Each is told once, when it is
 * first met, and again when it is over, which is when all parts that met it went well again.
 */
export class AccountHealth {
  readonly #options: AccountHealthOptions
  readonly #problems: ReturnType<typeof counter>
  readonly #open = new Map<PageProblemName, OpenProblem>()
  /** What the round under way has met so far, as `problem part`. */
  readonly #met = new Set<string>()
  #health: 'unknown' | AccountHealthStatus['health'] = 'unknown'
  #sinceMs = 0

  constructor(options: AccountHealthOptions) {
    const { meter } = options.telemetry
    this.#options = options
    this.#problems = counter(meter, 'worker.page.problems')
    gauge(meter, 'worker.account.health', (result) => {
      if (this.#health === 'unknown') return
      const attributes = { 'hiscrm.account.id': options.accountId }
      result.observe(this.#health === 'healthy' ? 1 : 0, attributes)
    })
  }

  /** Undefined before the first round has shown it. */
  get status(): AccountHealthStatus | undefined {
    if (this.#health === 'unknown') return undefined
    const problems = Array.from(this.#open, ([problem, { sinceMs, message }]) => ({
      problem,
      since: sinceMs,
      message,
    }))
    return { health: this.#health, since: this.#sinceMs, problems }
  }

  /** Notes that a part of the crawl has met a problem. */
  met(found: PageProblem, part: string): void {
    const { problem } = found
    this.#problems.add(1, {
      'hiscrm.account.id': this.#options.accountId,
      'hiscrm.page.problem': problem,
    })
    this.#met.add(`${problem} ${part}`)
    const known = this.#open.get(problem)
    if (known !== undefined) {
      known.parts.add(part)
      return
    }
    this.#begin(found, part)
  }

  /**
   * Ends a round: what it has not met again in a part that went through to its end is over there.
   *
   * @param visited the parts that were visited to their end
   */
  endRound(visited: readonly string[]): void {
    for (const [problem, open] of this.#open) {
      for (const part of visited) {
        if (!this.#met.has(`${problem} ${part}`)) open.parts.delete(part)
      }
      if (open.parts.size === 0) this.#end(problem, open)
    }
    this.#met.clear()
    if (this.#open.size === 0 && visited.length > 0) this.#set('healthy')
  }

  #begin({ problem, message }: PageProblem, part: string): void {
    const { accountId, telemetry } = this.#options
    const sinceMs = Date.now()
    const seen = `${plain(message)} ${advice[problem]}`
    this.#open.set(problem, { sinceMs, message: seen, parts: new Set([part]) })
    telemetry.log.warn(`${accountId} is degraded, ${problem} at ${part}: ${seen}`, {
      event: 'account.degraded',
      'hiscrm.account.id': accountId,
      'hiscrm.page.problem': problem,
      'hiscrm.crawl.part': part,
    })
    this.#set('degraded', true)
  }

  #end(problem: PageProblemName, { sinceMs }: OpenProblem): void {
    const { accountId, telemetry } = this.#options
    this.#open.delete(problem)
    telemetry.log.info(`${accountId} has recovered from ${problem}.`, {
      event: 'account.recovered',
      'hiscrm.account.id': accountId,
      'hiscrm.page.problem': problem,
      'hiscrm.page.problem_since_ms': sinceMs,
    })
    if (this.#open.size > 0) this.#set('degraded', true)
  }

  /** @param isNew the problems have changed, even where the health has not */
  #set(health: AccountHealthStatus['health'], isNew = false): void {
    if (this.#health !== health) this.#sinceMs = Date.now()
    else if (!isNew) return
    this.#health = health
    if (this.status !== undefined) this.#options.onHealth?.(this.status)
  }
}

/** For a person: without the log of calls and the colours that Playwright puts into its errors. */
function plain(message: string): string {
  const [text = ''] = message.split(/\s*Call log:/)
  return stripVTControlCharacters(text).slice(0, maxSeenLength)
}
