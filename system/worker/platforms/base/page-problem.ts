import { errorText } from '../../../shared/errors.ts'
import { type PageProblemName, pageProblemNames } from '../../../shared/protocol/page-problems.ts'

export interface PageProblemOptions {
  cause?: unknown
  /** How long the platform asks to be left alone, in milliseconds. */
  retryAfterMs?: number | undefined
}

/** Something is wrong with a page or an answer; the message says what was seen, and where. */
export class PageProblem extends Error {
  override readonly name = 'PageProblem'
  readonly problem: PageProblemName
  readonly retryAfterMs: number | undefined

  constructor(problem: PageProblemName, message: string, options: PageProblemOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause })
    this.problem = problem
    this.retryAfterMs = options.retryAfterMs
  }
}

/** Whatever went wrong on a page, as a problem: `otherwise`, where it is none already. */
export function asPageProblem(error: unknown, otherwise: PageProblemName): PageProblem {
  if (error instanceof PageProblem) return error
  return new PageProblem(otherwise, errorText(error), { cause: error })
}

/** The gravest first, and so on. */
export function byGravity(problems: readonly PageProblem[]): PageProblem[] {
  const rank = ({ problem }: PageProblem): number => pageProblemNames.indexOf(problem)
  return problems.toSorted((one, other) => rank(one) - rank(other))
}

const blocking: ReadonlySet<PageProblemName> = new Set([
  'login_required',
  'captcha',
  'rate_limited',
])

/** Whether to go on asking would only make it worse: the rest of a round is left for later. */
export function isBlocking({ problem }: PageProblem): boolean {
  return blocking.has(problem)
}

/** What somebody can do about each, in a sentence. */
export const advice: Readonly<Record<PageProblemName, string>> = {
  login_required: 'Log the account in again; the worker goes on by itself once it is.',
  captcha: 'Solve the check in the account’s browser; the worker tries again after a pause.',
  rate_limited: 'Nothing has to be done: the worker pauses. If it stays, make the interval longer.',
  redirected: 'Open the page by hand and see where it leads; perhaps it has moved.',
  no_answer: 'Look at the network and the proxy of the account; the next round tries again.',
  unreadable: 'Compare the answer with what the worker reads; the platform may have changed it.',
  missing_element: 'Compare the page with what the worker looks for; its layout may have changed.',
  page_error: 'Open the page by hand and see what it says; the next round tries again.',
  endless_list: 'Open the list by hand; what was read up to there is kept.',
  incomplete: 'Compare the answer with what the worker reads; what was readable is kept.',
  clock_off: 'Compare the clocks of this machine and the platform; the items are kept.',
}
