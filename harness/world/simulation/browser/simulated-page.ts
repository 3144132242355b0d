import type { Page } from 'playwright-core'
import { defaultTimeoutMs } from './default-timeout.ts'
import { playwrightObject, unavailable } from './playwright-object.ts'
import { type ListOrder, simulatedDrive } from './simulated-drive.ts'
import { simulatedLocator } from './simulated-locator.ts'
import type { Tab } from './tab.ts'

/** @param onClose called once the page is closed */
export function simulatedPage(tab: Tab, onClose: () => void): Page {
  async function close(): Promise<void> {
    tab.close()
    onClose()
  }
  const members = {
    async goto(address, { timeout = defaultTimeoutMs, waitUntil = 'load' } = {}) {
      if (waitUntil === 'networkidle') throw unavailable('wait for networkidle')
      return tab.goto(address, timeout)
    },
    locator: (selector) => {
      if (typeof selector !== 'string') throw unavailable('selector that is no text')
      return simulatedLocator(tab, selector)
    },
    url: () => tab.url,
    async content() {
      tab.requireOpen('page.content')
      return tab.text
    },
    isClosed: () => tab.isClosed,
    close,
    [Symbol.asyncDispose]: close,
  } satisfies Partial<Page>
  return playwrightObject<Page>('Page', {
    ...members,
    evaluate: (work: unknown, order: ListOrder) => simulatedDrive(tab, work, order),
    /** No function runs in a page that is not there: it resolves when loading is over. */
    async waitForFunction(
      _function: unknown,
      _argument: unknown,
      options: { timeout?: number } = {},
    ) {
      const { timeout = defaultTimeoutMs } = options
      await tab.waitUntil('page.waitForFunction', timeout, () => !tab.isLoading)
      return playwrightObject('JSHandle', {})
    },
  })
}
