/** Drives the creator pages, so that they load everything; the interceptors read what comes. */
import type { Page } from 'playwright-core'
import { openPage } from '../base/open-page.ts'
import { asPageProblem, isBlocking, type PageProblem } from '../base/page-problem.ts'
import type { PageVisit } from '../base/page-visit.ts'
import { completeList, type Visiting, type WholeList } from './page-list.ts'

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
  await completeList({ page, address, timeoutMs, visit }, { list })
}

async function crawlComments(page: Page, visit: PageVisit, timeoutMs: number): Promise<void> {
  const choice = '[data-e2e="comment-work-list"]'
  const address = `${origin}/creator-micro/interactive/comment`
  const visiting = { page, address, timeoutMs, visit }
  await openPage(page, address, choice, timeoutMs)
  await completeList(visiting, { list: choice })
  await openEach(visiting, '[data-e2e="comment-work"]', '[data-e2e="comment-list"]', replies)
}

async function crawlMessages(page: Page, visit: PageVisit, timeoutMs: number): Promise<void> {
  const list = '[data-e2e="conversation-list"]'
  const address = `${origin}/creator-micro/data/following/chat`
  const visiting = { page, address, timeoutMs, visit }
  await openPage(page, address, list, timeoutMs)
  await completeList(visiting, { list })
  await openEach(visiting, '[role="list-item"]', '[data-e2e="message-list"]')
}

/** 查看N条回复 in the comments of a work; a browser asks a host for no more than six things at once. */
const replies = {
  buttons: '[data-e2e="show-replies"]',
  comment: '[data-e2e="comment"]',
  idAttribute: 'data-cid',
  list: '[data-e2e="reply-list"]',
  mostTogether: 6,
}

/** After so many lists in a row that failed, the page itself is at fault. */
const maxFailuresInARow = 3

/** Opens the list of one row after the other. What fails with one is noted, and the next is opened. */
async function openEach(
  visiting: Visiting,
  selector: string,
  list: string,
  inside?: WholeList['replies'],
): Promise<void> {
  const { page, visit } = visiting
  const count = await page.locator(selector).count()
  let failuresInARow = 0
  for (let place = 0; place < count; place++) {
    try {
      await completeList(visiting, {
        list,
        row: { selector, place },
        ...(inside === undefined ? {} : { replies: inside, onFailedReplies: noteEach(visit) }),
      })
      failuresInARow = 0
    } catch (error) {
      failuresInARow += 1
      noteOrThrow(visit, error, failuresInARow)
    }
  }
}

/** For what fails within one list, and is passed over. */
function noteEach(visit: PageVisit): (problem: PageProblem) => void {
  let failures = 0
  return (problem) => {
    failures += 1
    noteOrThrow(visit, problem, failures)
  }
}

function noteOrThrow(visit: PageVisit, error: unknown, failuresInARow: number): void {
  const problem = asPageProblem(error, 'no_answer')
  visit.fail(problem)
  if (isBlocking(problem) || failuresInARow >= maxFailuresInARow) throw problem
}
