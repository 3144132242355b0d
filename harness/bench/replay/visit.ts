/**
 * The visits of a crawl, as the worker makes them (system/worker/platforms/douyin/crawl.ts): its
 * pages, scrolls and clicks, driven in two ways.
 */
import type { Page } from 'playwright-core'

interface Visit {
  readonly path: string
  /** The page's own list, by its `data-e2e`. */
  readonly list: string
  /** What is clicked in it, each with a list of its own; and buttons that show more of that. */
  readonly rows?: string
  readonly rowList?: string
  readonly buttons?: string
}

const visits: readonly Visit[] = [
  { path: '/creator-micro/content/manage', list: 'work-list' },
  {
    path: '/creator-micro/interactive/comment',
    list: 'comment-work-list',
    rows: '[data-e2e="comment-work"]',
    rowList: 'comment-list',
    buttons: '[data-e2e="show-replies"]',
  },
  {
    path: '/creator-micro/data/following/chat',
    list: 'conversation-list',
    rows: '[role="list-item"]',
    rowList: 'message-list',
  },
]

export type VisitAll = (page: Page, origin: string) => Promise<void>

/** Visits every page until it has shown everything, with Playwright's clicks: those of a mouse. */
export const visitByMouse: VisitAll = async (page, origin) => {
  for (const { path, list, rows, rowList, buttons } of visits) {
    await page.goto(origin + path)
    await page.evaluate(showEverything, { path, list })
    if (rows === undefined || rowList === undefined) continue
    const choice = page.locator(rows)
    const count = await choice.count()
    for (let place = 0; place < count; place++) {
      await choice.nth(place).click()
      await page.evaluate(showEverything, { path, list: rowList })
      if (buttons === undefined) continue
      const more = page.locator(buttons)
      while ((await more.count()) > 0) {
        await more.first().click()
        await page.waitForFunction(isIdle, `${buttons}[disabled]`)
      }
    }
  }
}

function isIdle(busy: string): boolean {
  return document.querySelector(busy) === null
}

/**
 * The same at the least cost: each page is driven by one function inside it, which goes on at the
 * very change that it waits for. So nothing but loading takes time.
 */
export const visitByScript: VisitAll = async (page, origin) => {
  for (const visit of visits) {
    await page.goto(origin + visit.path)
    await page.evaluate(showEverything, visit)
  }
}

/** Runs in the page. */
async function showEverything({ list, rows, rowList, buttons }: Visit): Promise<void> {
  const until = (isOver: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => {
        if (!isOver()) return
        observer.disconnect()
        resolve()
      }
      const observer = new MutationObserver(look)
      observer.observe(document, { subtree: true, childList: true, attributes: true })
      look()
    })
  const boxOf = (name: string) => {
    const box = document.querySelector(`[data-e2e="${name}"]`)
    return box instanceof HTMLElement ? box : undefined
  }
  const isIdle = (name: string) => {
    const box = boxOf(name)
    if (box?.dataset.error !== undefined) throw new Error(box.dataset.error)
    return box !== undefined && box.dataset.loading !== 'true'
  }
  // A scroll is told to the page in the next frame.
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const complete = async (name: string) => {
    for (;;) {
      await until(() => isIdle(name))
      const box = boxOf(name)
      if (box === undefined || box.dataset.complete === 'true') return
      const { scrollTop } = box
      box.scrollTop = box.scrollHeight
      if (box.scrollTop === scrollTop) box.dispatchEvent(new Event('scroll'))
      await nextFrame()
    }
  }
  const click = (element: Element | undefined) => {
    if (element instanceof HTMLElement) element.click()
  }
  await complete(list)
  if (rows === undefined || rowList === undefined) return
  for (const row of document.querySelectorAll(rows)) {
    click(row)
    await complete(rowList)
    if (buttons === undefined) continue
    for (;;) {
      const [button] = document.querySelectorAll(buttons)
      if (button === undefined) break
      click(button)
      await until(() => !button.isConnected || !button.hasAttribute('disabled'))
    }
  }
}
