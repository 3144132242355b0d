/** Lists of the creator pages that load one page after another while they are scrolled. */
import type { Page } from 'playwright-core'

/** More pages than this are one list that never ends. */
const maxPages = 10_000

/** Scrolls a list until it says that it is complete. */
export async function completeList(page: Page, list: string, timeout: number): Promise<void> {
  for (let round = 0; round < maxPages; round++) {
    await settle(page, list, timeout)
    if ((await page.locator(`${list}[data-complete="true"]`).count()) > 0) return
    const before = await scrollOn(page, list)
    await page.waitForFunction(hasMovedOn, { list, before }, { timeout })
  }
  throw new Error(`The list ${list} had no end after ${maxPages} pages.`)
}

/** Waits until a list is there and not loading; throws what the page says about a failed load. */
async function settle(page: Page, list: string, timeout: number): Promise<void> {
  const idle = page.locator(`${list}:not([data-loading="true"])`)
  await idle.waitFor({ state: 'attached', timeout })
  const error = await page.locator(list).getAttribute('data-error', { timeout })
  if (error !== null) throw new Error(`The page could not load ${list}: ${error}`)
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
