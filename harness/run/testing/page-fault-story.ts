/** Every page fault in real pages, spread over a few accounts, and how each is to be met. */
import { fault } from '../../fault/faults.ts'
import type { PageOptions } from '../../fault/page/page-faults.ts'
import type { WorldFault } from '../../fault/world-fault.ts'
import { type Story, scenario } from '../../scenario/scenario.ts'
import type { Span } from '../../trace/span.ts'

export interface PageFaultCase {
  account: string
  fault: WorldFault
  /** One of these is what the worker tells; none: it copes without a word. */
  problems: readonly string[]
}

type Make = (options: PageOptions) => WorldFault
type Case = readonly [make: Make, ...problems: string[]]

/**
 * Those of a group are in force together, in different parts of a round. Of real pages: what is in
 * the worker's way may be in the way of their own script too.
 */
const groups: readonly (readonly Case[])[] = [
  [
    [(o) => fault.fieldRenamed('comments', { ...o, field: 'text' }), 'unreadable'],
    [(o) => fault.cutBody('messages', o), 'no_answer'],
  ],
  [
    [(o) => fault.fieldMissing('messages', { ...o, field: 'content' }), 'unreadable'],
    [(o) => fault.emptyList('comments', o), 'incomplete'],
  ],
  [
    [(o) => fault.binaryBody('works', o), 'unreadable'],
    [(o) => fault.endlessResponse('conversations', o), 'no_answer'],
  ],
  [[(o) => fault.loopingCursor('works', o), 'endless_list']],
  // The worker reads what is wrapped; the page does not, and asks for nothing further.
  [[(o) => fault.wrappedBody('conversations', o), 'page_error', 'incomplete']],
  [
    [(o) => fault.pageClockOff('comments', o), 'clock_off'],
    [(o) => fault.doubleWrappedBody('messages', o), 'page_error'],
  ],
  [
    // So it is with ids: the page rounds them, and asks for replies to what there is not.
    [(o) => fault.numberIds('comments', o), 'page_error', 'no_answer'],
    [
      (o) => fault.selectorGone('documents', { ...o, element: 'conversation-list' }),
      'missing_element',
    ],
  ],
  [[(o) => fault.rateLimit('all', o), 'rate_limited']],
  [[(o) => fault.captchaPage('documents', o), 'captcha']],
  [[(o) => fault.loginWall('documents', o), 'login_required']],
  [[(o) => fault.redirect('documents', o), 'login_required', 'redirected']],
  [[(o) => fault.layoutChanged('documents', o), 'missing_element']],
  [[(o) => fault.virtualList('documents', o), 'incomplete']],
  [
    [(o) => fault.slowResponse('all', { ...o, delayMs: 40 })],
    [(o) => fault.duplicatePages('messages', o)],
    [(o) => fault.reorderedPages('comments', o)],
  ],
]
const accounts = 3

const groupsOfCases: readonly (readonly PageFaultCase[])[] = groups.map((group, place) => {
  const account = `acc-${(place % accounts) + 1}`
  return group.map(([make, ...problems]) => ({
    account,
    fault: make({ accounts: [account] }),
    problems,
  }))
})

export const pageFaultCases = groupsOfCases.flat()

export const pageFaultScenario = scenario('every page fault is met, and over when it is healed', {
  topology: { workers: 1, accounts },
  recording: 'creator-basic',
  // The pages stay as they are at first: what changes is what the faults do.
  episodes: 'on demand',
  navigationTimeoutMs: 2000,
  limitMs: 280_000,

  async story(tools) {
    const all = [...Map.groupBy(groupsOfCases, ([first]) => first?.account ?? '')]
    await Promise.all(
      all.map(async ([account, cases]) => {
        await wholeRound(tools, account, 0)
        for (const together of cases) await play(tools, account, together)
      }),
    )
  },
})

/**
 * Faults are in force until a round has met them; then a round without an error shows that they are
 * over. What is coped with has to be there for a whole round.
 */
async function play(
  { nemesis, step, trace }: Story,
  account: string,
  cases: readonly PageFaultCase[],
): Promise<void> {
  const isLoud = cases.some(({ problems }) => problems.length > 0)
  step(cases.map(({ fault }) => fault.id).join(' and '))
  const plantedMs = Date.now()
  {
    await using planted = new AsyncDisposableStack()
    for (const { fault } of cases) planted.use(await nemesis.inject(fault))
    await trace.until('crawl.round', {
      where: (span) =>
        isOf(span, account) &&
        span.startMs >= plantedMs - overlapMs &&
        (span.status === 'error') === isLoud,
      limitMs,
    })
  }
  await wholeRound({ trace }, account, Date.now())
}

/** A round that began so shortly before has not got to its first answer yet. */
const overlapMs = 100
const limitMs = 90_000

async function wholeRound(
  { trace }: Pick<Story, 'trace'>,
  account: string,
  sinceMs: number,
): Promise<void> {
  await trace.until('crawl.round', {
    where: (span) => isOf(span, account) && span.status !== 'error',
    sinceMs,
    limitMs,
  })
}

/** Of this account; one that pauses visits nothing, and is none. */
function isOf({ attributes }: Span, account: string): boolean {
  const { 'hiscrm.account.id': of, 'hiscrm.crawl.paused_by': pausedBy } = attributes
  return of === account && pausedBy === undefined
}
