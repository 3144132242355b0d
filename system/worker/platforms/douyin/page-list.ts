/** Lists of the creator pages that load one page after another while they are scrolled. */
import type { Page } from 'playwright-core'
import type { PageProblemName } from '../../../shared/protocol/page-problems.ts'
import { withinLimit } from '../../../shared/within-limit.ts'
import { explained } from '../base/open-page.ts'
import { PageProblem } from '../base/page-problem.ts'
import type { PageVisit } from '../base/page-visit.ts'
import { driveList, type ListOrder, type ListState, type RepliesOrder } from './drive-list.ts'

/** A page that is being visited. */
export interface Visiting {
  page: Page
  /** The page that was asked for. */
  address: string
  /** Limit of each single wait, in milliseconds. */
  timeoutMs: number
  visit: PageVisit
}

export interface WholeList extends Pick<ListOrder, 'list' | 'row'> {
  replies?: Omit<RepliesOrder, 'passOver'>
  /** Called for each comment whose replies did not come. */
  onFailedReplies?(problem: PageProblem): void
}

/** Loads between two looks at what the answers say of the list. */
const loadsAtOnce = 5
/** More of them than these are one list that never ends. */
const maxCalls = 2000
/** Waits that a call may make one after the other before it ends, and one more. */
const waitsOfACall = 6

/**
 * Loads a list until it says that it is complete.
 *
 * @throws PageProblem where it does not get there
 */
export async function completeList(visiting: Visiting, whole: WholeList): Promise<void> {
  const { visit } = visiting
  const { list } = whole
  const endlessBefore = visit.endlessLists
  const passOver: string[] = []
  for (let call = 0; call < maxCalls; call++) {
    visit.requireGoingOn(endlessBefore)
    const state = await drive(visiting, {
      list,
      row: call === 0 ? whole.row : undefined,
      replies: whole.replies && { ...whole.replies, passOver },
      limitMs: visiting.timeoutMs,
      mostLoads: loadsAtOnce,
    })
    for (const { id, isError } of state.failedReplies) {
      passOver.push(id)
      whole.onFailedReplies?.(replyProblem(isError, visiting.timeoutMs))
    }
    if (state.end === 'complete') return
    if (state.end !== 'more') throw await problemOf(visiting, whole, state)
  }
  const most = maxCalls * loadsAtOnce
  throw new PageProblem('endless_list', `The list ${list} had no end after ${most} pages.`)
}

async function drive({ page, address, timeoutMs }: Visiting, order: ListOrder): Promise<ListState> {
  try {
    const limitMs = waitsOfACall * timeoutMs
    return await withinLimit(page.evaluate(driveList, order), limitMs, 'The page did not answer')
  } catch (error) {
    throw await explained(page, error, address, 'no_answer')
  }
}

const ends: Partial<Record<ListState['end'], readonly [PageProblemName, string]>> = {
  'no row': ['missing_element', 'there is no row to click'],
  'no list': ['missing_element', 'it is not there'],
  loading: ['no_answer', 'it still loads'],
  stuck: ['incomplete', 'nothing moves'],
}

async function problemOf(
  { page, address, timeoutMs }: Visiting,
  { list }: WholeList,
  { end, error }: ListState,
): Promise<PageProblem> {
  const [problem, seen] = ends[end] ?? []
  if (problem === undefined) {
    return new PageProblem('page_error', `The page could not load ${list}: ${error}`)
  }
  const text = `The list ${list} did not get on within ${timeoutMs} ms: ${seen}.`
  return explained(page, new Error(text), address, problem)
}

function replyProblem(isError: boolean, timeoutMs: number): PageProblem {
  return isError
    ? new PageProblem('page_error', 'The page could not load the replies to a comment.')
    : new PageProblem('no_answer', `The replies to a comment did not come within ${timeoutMs} ms.`)
}
