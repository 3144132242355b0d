/** Drives the creator pages, so that they load everything; the interceptors read what comes. */
import type { Page } from 'playwright-core'
import { completeList } from './page-list.ts'

const origin = 'https://creator.douyin.com'

export interface CrawlPart {
  name: string
  /** @param timeout Milliseconds for each single wait. */
  visit(page: Page, timeout: number): Promise<void>
}

/** The parts of a round, in order. */
export const crawlParts: readonly CrawlPart[] = [
  { name: 'works', visit: crawlWorks },
  { name: 'comments', visit: crawlComments },
  { name: 'messages', visit: crawlMessages },
]

async function crawlWorks(page: Page, timeout: number): Promise<void> {
  await page.goto(`${origin}/creator-micro/content/manage`, { timeout })
  await completeList(page, '[data-e2e="work-list"]', timeout)
}

async function crawlComments(page: Page, timeout: number): Promise<void> {
  await page.goto(`${origin}/creator-micro/interactive/comment`, { timeout })
  await completeList(page, '[data-e2e="comment-work-list"]', timeout)
  const works = page.locator('[data-e2e="comment-work"]')
  const count = await works.count()
  for (let index = 0; index < count; index++) {
    await works.nth(index).click({ timeout })
    await completeList(page, '[data-e2e="comment-list"]', timeout)
    await showReplies(page, timeout)
  }
}

/** Clicks every 查看N条回复 until none is left; each loads replies and may stay for more. */
async function showReplies(page: Page, timeout: number): Promise<void> {
  const buttons = page.locator('[data-e2e="show-replies"]')
  while ((await buttons.count()) > 0) {
    const before = await repliesShown(page)
    await buttons.first().click({ timeout })
    await page.waitForFunction(hasShownReplies, before, { timeout })
  }
}

interface RepliesShown {
  buttons: number
  comments: number
}

async function repliesShown(page: Page): Promise<RepliesShown> {
  return {
    buttons: await page.locator('[data-e2e="show-replies"]').count(),
    comments: await page.locator('[data-e2e="comment"]').count(),
  }
}

function hasShownReplies(before: RepliesShown): boolean {
  return (
    document.querySelectorAll('[data-e2e="show-replies"]').length !== before.buttons ||
    document.querySelectorAll('[data-e2e="comment"]').length !== before.comments
  )
}

async function crawlMessages(page: Page, timeout: number): Promise<void> {
  await page.goto(`${origin}/creator-micro/data/following/chat`, { timeout })
  await completeList(page, '[data-e2e="conversation-list"]', timeout)
  const rows = page.locator('[role="list-item"]')
  const count = await rows.count()
  for (let index = 0; index < count; index++) {
    await rows.nth(index).click({ timeout })
    await completeList(page, '[data-e2e="message-list"]', timeout)
  }
}
