/** Lists of the creator pages that load one page after another while they are scrolled. */
import type { Page } from 'playwright-core'
import { errorText } from '../../../shared/errors.ts'
import { explained } from '../base/open-page.ts'
import { PageProblem } from '../base/page-problem.ts'
import type { PageVisit } from '../base/page-visit.ts'

/** A page that is being visited. */
export interface Visiting {
  page: Page
  /** The page that was asked for. */
  address: string
  /** Limit of each single wait, in milliseconds. */
  timeoutMs: number
  visit: PageVisit
}

/** More pages than this are one list that never ends. */
const maxPages = 10_000

/** Scrolls a list until it says that it is complete; throws a PageProblem where it does not get there. */
export async function completeList(visiting: Visiting, list: string): Promise<void> {
  const { page, timeoutMs: timeout, visit } = visiting
  const endlessBefore = visit.endlessLists
  for (let round = 0; round < maxPages; round++) {
    await settle(visiting, list)
    visit.requireGoingOn(endlessBefore)
    if ((await page.locator(`${list}[data-complete="true"]`).count()) > 0) return
    const before = await scrollOn(page, list)
    try {
      await page.waitForFunction(hasMovedOn, { list, before }, { timeout })
    } catch (error) {
      const problem = (await isLoading(page, list)) ? 'no_answer' : 'incomplete'
      throw await explained(page, stuck(list, error), visiting.address, problem)
    }
  }
  throw new PageProblem('endless_list', `The list ${list} had no end after ${maxPages} pages.`)
}

/** Waits until a list is there and not loading; throws what the page says about a failed load. */
async function settle({ page, address, timeoutMs }: Visiting, list: string): Promise<void> {
  const timeout = timeoutMs
  try {
    await page.locator(`${list}:not([data-loading="true"])`).waitFor({ state: 'attached', timeout })
  } catch (error) {
    const isThere = (await page.locator(list).count()) > 0
    const problem = isThere ? 'no_answer' : 'missing_element'
    throw await explained(page, stuck(list, error), address, problem)
  }
  const error = await page.locator(list).getAttribute('data-error', { timeout })
  if (error === null) return
  throw new PageProblem('page_error', `The page could not load ${list}: ${error}`)
}

function stuck(list: string, error: unknown): Error {
  return new Error(`The list ${list} did not get on: ${errorText(error)}`, { cause: error })
}

async function isLoading(page: Page, list: string): Promise<boolean> {
  return (await page.locator(`${list}:not([data-loading="true"])`).count()) === 0
}

/** Scrolls to the end; a list that is shorter than its box is told as a wheel would tell it. */
async function scrollOn(page: Page, list: string): Promise<number> {
  return page.locator(list).evaluate((box) => {
    const before = box.childElementCount
    if (box.scrollHeight > box.clientHeight) box.scrollTop = box.scrollHeight
    else box.dispatchEvent(new Event('scroll'))
    return before
  })
}

function hasMovedOn({ list, before }: { list: string; before: number }): boolean {
  const box = document.querySelector(list)
  if (box === null) return false
  return (
    box.childElementCount !== before ||
    box.hasAttribute('data-complete') ||
    box.hasAttribute('data-error')
  )
}
