/** Drives the creator pages, so that they load everything; the interceptors read what comes. */
import type { Locator, Page } from 'playwright-core'
import { explained, openPage } from '../base/open-page.ts'
import { asPageProblem, isBlocking, PageProblem } from '../base/page-problem.ts'
import type { PageVisit } from '../base/page-visit.ts'
import { completeList, type Visiting } from './page-list.ts'

const origin = 'https://creator.douyin.com'

export interface CrawlPart {
  name: string
  /** The kinds of list whose elements it opens one by one; see AnswerFacts. */
  opens: readonly string[]
  /**
   * Notes on the visit what went wrong with a single list, and goes on with the next.
   *
   * @param timeoutMs limit of each single wait
   * @throws what ends the part
   */
  visit(page: Page, visit: PageVisit, timeoutMs: number): Promise<void>
}

/** The parts of a round, in order. */
export const crawlParts: readonly CrawlPart[] = [
  { name: 'works', opens: [], visit: crawlWorks },
  { name: 'comments', opens: ['works', 'comments'], visit: crawlComments },
  { name: 'messages', opens: ['conversations'], visit: crawlMessages },
]

async function crawlWorks(page: Page, visit: PageVisit, timeoutMs: number): Promise<void> {
  const list = '[data-e2e="work-list"]'
  const address = `${origin}/creator-micro/content/manage`
  await openPage(page, address, list, timeoutMs)
  await completeList({ page, address, timeoutMs, visit }, list)
}

async function crawlComments(page: Page, visit: PageVisit, timeoutMs: number): Promise<void> {
  const choice = '[data-e2e="comment-work-list"]'
  const address = `${origin}/creator-micro/interactive/comment`
  const visiting = { page, address, timeoutMs, visit }
  await openPage(page, address, choice, timeoutMs)
  await completeList(visiting, choice)
  await openEach(visiting, page.locator('[data-e2e="comment-work"]'), async () => {
    await completeList(visiting, '[data-e2e="comment-list"]')
    await showReplies(visiting)
  })
}

async function crawlMessages(page: Page, visit: PageVisit, timeoutMs: number): Promise<void> {
  const list = '[data-e2e="conversation-list"]'
  const address = `${origin}/creator-micro/data/following/chat`
  const visiting = { page, address, timeoutMs, visit }
  await openPage(page, address, list, timeoutMs)
  await completeList(visiting, list)
  await openEach(visiting, page.locator('[role="list-item"]'), () =>
    completeList(visiting, '[data-e2e="message-list"]'),
  )
}

/** After so many lists in a row that failed, the page itself is at fault. */
const maxFailuresInARow = 3

/** Clicks one row after the other. What fails with one is noted, and the next one is clicked. */
async function openEach(
  visiting: Visiting,
  rows: Locator,
  read: () => Promise<void>,
): Promise<void> {
  const { visit } = visiting
  const count = await rows.count()
  let failuresInARow = 0
  for (let index = 0; index < count; index++) {
    try {
      await click(visiting, rows.nth(index))
      await read()
      failuresInARow = 0
    } catch (error) {
      failuresInARow += 1
      noteOrThrow(visit, error, failuresInARow)
    }
  }
}

function noteOrThrow(visit: PageVisit, error: unknown, failuresInARow: number): void {
  const problem = asPageProblem(error, 'no_answer')
  visit.fail(problem)
  if (isBlocking(problem) || failuresInARow >= maxFailuresInARow) throw problem
}

async function click({ page, address, timeoutMs }: Visiting, row: Locator): Promise<void> {
  try {
    await row.click({ timeout: timeoutMs })
  } catch (error) {
    throw await explained(page, error, address, 'missing_element')
  }
}

/**
 * Clicks every 查看N条回复 until none is left; each loads replies and may stay for more. One that
 * fails is passed over.
 */
async function showReplies(visiting: Visiting): Promise<void> {
  const { page, timeoutMs: timeout, visit } = visiting
  const buttons = page.locator('[data-e2e="show-replies"]')
  const endlessBefore = visit.endlessLists
  let failures = 0
  while ((await buttons.count()) > failures) {
    try {
      const before = await repliesShown(page)
      await click(visiting, buttons.nth(failures))
      await page.waitForFunction(hasShownReplies, before, { timeout })
      requireNoError(before, await repliesShown(page))
      visit.requireGoingOn(endlessBefore)
    } catch (error) {
      failures += 1
      noteOrThrow(visit, error, failures)
    }
  }
}

interface RepliesShown {
  buttons: number
  comments: number
  errors: number
}

async function repliesShown(page: Page): Promise<RepliesShown> {
  return {
    buttons: await page.locator('[data-e2e="show-replies"]').count(),
    comments: await page.locator('[data-e2e="comment"]').count(),
    errors: await page.locator('[data-e2e="reply-list"][data-error]').count(),
  }
}

function requireNoError(before: RepliesShown, now: RepliesShown): void {
  if (now.errors <= before.errors) return
  throw new PageProblem('page_error', 'The page could not load the replies to a comment.')
}

function hasShownReplies(before: RepliesShown): boolean {
  const count = (selector: string): number => document.querySelectorAll(selector).length
  return (
    count('[data-e2e="show-replies"]') !== before.buttons ||
    count('[data-e2e="comment"]') !== before.comments ||
    count('[data-e2e="reply-list"][data-error]') !== before.errors
  )
}
