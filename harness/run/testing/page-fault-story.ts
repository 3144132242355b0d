/** Every page fault, one after the other, each on one of a few accounts; and how it is to be met. */
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

/** Of real pages: what is in their way is in the way of their script too. */
const cases: readonly Case[] = [
  [(o) => fault.fieldRenamed('comments', { ...o, field: 'text' }), 'unreadable'],
  [(o) => fault.fieldMissing('messages', { ...o, field: 'content' }), 'unreadable'],
  [(o) => fault.emptyList('comments', o), 'incomplete'],
  [(o) => fault.rateLimit('all', o), 'rate_limited'],
  [(o) => fault.captchaPage('documents', o), 'captcha'],
  [(o) => fault.loginWall('documents', o), 'login_required'],
  [(o) => fault.redirect('documents', o), 'login_required', 'redirected'],
  [(o) => fault.endlessResponse('conversations', o), 'no_answer'],
  [(o) => fault.cutBody('messages', o), 'no_answer', 'unreadable'],
  [(o) => fault.binaryBody('works', o), 'unreadable'],
  [(o) => fault.selectorGone('documents', o), 'missing_element'],
  [(o) => fault.layoutChanged('documents', o), 'missing_element'],
  [(o) => fault.virtualList('documents', o), 'incomplete'],
  [(o) => fault.loopingCursor('works', o), 'endless_list'],
  [(o) => fault.pageClockOff('comments', o), 'clock_off'],
  // The worker reads these all the same; the page does not, and what it would ask next is not asked.
  [(o) => fault.wrappedBody('conversations', o), 'page_error', 'incomplete'],
  [(o) => fault.doubleWrappedBody('works', o), 'page_error', 'incomplete'],
  [(o) => fault.numberIds('comments', o), 'page_error', 'incomplete', 'no_answer'],
  [(o) => fault.slowResponse('all', { ...o, delayMs: 60 })],
  [(o) => fault.duplicatePages('all', o)],
  [(o) => fault.reorderedPages('all', o)],
]
const accounts = 3

export const pageFaultCases: readonly PageFaultCase[] = cases.map(([make, ...problems], place) => {
  const account = `acc-${(place % accounts) + 1}`
  return { account, fault: make({ accounts: [account] }), problems }
})

export const pageFaultScenario = scenario('every page fault is met, and over when it is healed', {
  topology: { workers: 1, accounts },
  recording: 'creator-basic',
  // The pages stay as they are at first: what changes is what the faults do.
  episodes: 'on demand',
  navigationTimeoutMs: 2000,
  limitMs: 150_000,

  async story(tools) {
    const all = [...Map.groupBy(pageFaultCases, ({ account }) => account)]
    await Promise.all(
      all.map(async ([account, faults]) => {
        await wholeRound(tools, account, 0)
        for (const one of faults) await oneFault(tools, one)
      }),
    )
  },
})

/**
 * A fault is in force until a round has met it; then a round without an error shows that it is over.
 * What is coped with has to be there for a whole round.
 */
async function oneFault(tools: Story, { account, fault, problems }: PageFaultCase): Promise<void> {
  const { nemesis, step, trace } = tools
  step(fault.id)
  const plantedMs = Date.now()
  {
    await using _ = await nemesis.inject(fault)
    const fails = ({ status }: Span) => (status === 'error') === problems.length > 0
    const isNew = ({ startMs }: Span) => problems.length > 0 || startMs >= plantedMs
    await trace.until('crawl.round', {
      where: (span) => isOf(span, account) && fails(span) && isNew(span),
      sinceMs: plantedMs,
      limitMs,
    })
  }
  await wholeRound(tools, account, Date.now())
}

const limitMs = 40_000

async function wholeRound({ trace }: Story, account: string, sinceMs: number): Promise<void> {
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
