import type { PageProblemName } from '../../../shared/protocol/page-problems.ts'
import type { PageProblem } from './page-problem.ts'

/** The longest pause, in intervals. */
const most = 8

/**
 * How long an account's rounds are to visit nothing after the platform asked not to go on: one
 * interval, then twice as long each time, up to eight; more or less by a fifth, so that accounts do
 * not come back all at once, and never less than the platform asked for.
 */
export class CrawlPause {
  readonly #intervalMs: number
  #times = 0
  #untilMs = 0
  #problem: PageProblemName | undefined

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs
  }

  /** What it is for, while it lasts. */
  get problem(): PageProblemName | undefined {
    return Date.now() < this.#untilMs ? this.#problem : undefined
  }

  begin({ problem, retryAfterMs = 0 }: PageProblem): void {
    const intervals = Math.min(2 ** this.#times, most)
    this.#times += 1
    this.#problem = problem
    const pauseMs = intervals * this.#intervalMs * (0.8 + 0.4 * Math.random())
    this.#untilMs = Date.now() + Math.max(pauseMs, retryAfterMs)
  }

  /** A round was not asked to stop. */
  end(): void {
    this.#times = 0
  }
}
