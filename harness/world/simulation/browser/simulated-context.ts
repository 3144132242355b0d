import { AsyncLocalStorage } from 'node:async_hooks'
import { EventEmitter } from 'node:events'
import type { BrowserContext, Page, Response } from 'playwright-core'
import { closedError } from './browser-errors.ts'
import { playwrightObject, unavailable } from './playwright-object.ts'
import { simulatedPage } from './simulated-page.ts'
import type { Site } from './site.ts'
import { Tab } from './tab.ts'

export interface ContextOptions {
  accountId: string
  site: Site
  latencyMs(): number
}

/**
 * A browser with one account's pages. What it does by itself happens in the async context in which
 * it was opened, as the events of a real one do: not in that of whoever called `goto`.
 */
export function simulatedContext(options: ContextOptions): BrowserContext {
  const run = AsyncLocalStorage.snapshot()
  const events = new EventEmitter()
  const open = new Map<Tab, Page>()
  let isClosed = false

  async function newPage(): Promise<Page> {
    if (isClosed) throw closedError('browserContext.newPage')
    const tab = new Tab({
      ...options,
      run,
      onResponse: (response) => {
        events.emit('response', response)
      },
    })
    const page = simulatedPage(tab, () => open.delete(tab))
    open.set(tab, page)
    return page
  }

  async function close(): Promise<void> {
    isClosed = true
    for (const tab of open.keys()) tab.close()
    open.clear()
  }

  const members = {
    newPage,
    close,
    pages: () => [...open.values()],
    [Symbol.asyncDispose]: close,
  } satisfies Partial<BrowserContext>
  const context = playwrightObject<BrowserContext>('BrowserContext', {
    ...members,
    on: (event: string, listener: (response: Response) => unknown) => {
      events.on(known(event), listener)
      return context
    },
    off: (event: string, listener: (response: Response) => unknown) => {
      events.off(known(event), listener)
      return context
    },
  })
  return context
}

function known(event: string): string {
  if (event !== 'response') throw unavailable(`event ${event} of a BrowserContext`)
  return event
}
