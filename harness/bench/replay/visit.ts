/**
 * The visits of a crawl: the pages, scrolls and clicks of the worker
 * (system/worker/platforms/douyin/crawl.ts), and nothing else of it.
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

/**
 * Visits every page until it has shown everything, at the least cost: each is driven by one function
 * inside it, which goes on at the very change that it waits for. So nothing but loading takes time.
 */
export async function visitAll(page: Page, origin: string): Promise<void> {
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
  const nextTask = () => new Promise((resolve) => setTimeout(resolve, 0))
  const complete = async (name: string) => {
    for (;;) {
      await until(() => isIdle(name))
      const box = boxOf(name)
      if (box === undefined || box.dataset.complete === 'true') return
      const { childElementCount: count, scrollTop } = box
      // The page itself may be about to scroll it.
      await nextTask()
      box.scrollTop = box.scrollHeight
      if (box.scrollTop === scrollTop) box.dispatchEvent(new Event('scroll'))
      const hasMoved = () => box.childElementCount !== count || box.dataset.complete === 'true'
      await until(hasMoved)
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
      const some = [...document.querySelectorAll(buttons)].slice(0, 6)
      if (some.length === 0) break
      for (const button of some) click(button)
      await until(() => some.every((one) => !one.isConnected || !one.hasAttribute('disabled')))
    }
  }
}
