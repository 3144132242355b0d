import type { Locator } from 'playwright-core'
import { defaultTimeoutMs } from './default-timeout.ts'
import { playwrightObject, unavailable } from './playwright-object.ts'
import type { Tab } from './tab.ts'

/** Lists of the creator pages, which say how far they have loaded (fixtures/stand-in/README.md). */
const lists: ReadonlySet<string> = new Set([
  'work-list',
  'comment-work-list',
  'comment-list',
  'conversation-list',
  'message-list',
])

/** What is clicked for more: all has come by itself, so there is none of them. */
const clickables: ReadonlySet<string> = new Set([
  '[data-e2e="comment-work"]',
  '[data-e2e="show-replies"]',
  '[role="list-item"]',
])

const listSelector =
  /^\[data-e2e="(?<list>[\w-]+)"\](?<state>|\[data-complete="true"\]|:not\(\[data-loading(="true")?\]\))$/

/** A locator for the lists and what is clicked in them; throws a sentence for other selectors. */
export function simulatedLocator(tab: Tab, selector: string): Locator {
  const isThere = meaningOf(tab, selector)
  const members = {
    async count() {
      tab.requireOpen('locator.count')
      return isThere() ? 1 : 0
    },
    async waitFor({ state = 'visible', timeout = defaultTimeoutMs } = {}) {
      if (state !== 'attached' && state !== 'visible') throw unavailable(`wait for ${state}`)
      await tab.waitUntil('locator.waitFor', timeout, isThere)
    },
    async getAttribute(name, { timeout = defaultTimeoutMs } = {}) {
      await tab.waitUntil('locator.getAttribute', timeout, isThere)
      return attributeOf(tab, name)
    },
  } satisfies Partial<Locator>
  return playwrightObject<Locator>('Locator', members)
}

function meaningOf(tab: Tab, selector: string): () => boolean {
  if (clickables.has(selector)) return () => false
  const { list, state } = listSelector.exec(selector)?.groups ?? {}
  if (list === undefined || !lists.has(list)) throw unavailable(`selector ${selector}`)
  const isSo = stateOf(tab, state)
  return () => tab.holds('data-e2e', list) && isSo()
}

function stateOf(tab: Tab, state = ''): () => boolean {
  if (state === '') return () => true
  return state.includes('data-complete') ? () => tab.isComplete : () => !tab.isLoading
}

function attributeOf(tab: Tab, name: string): string | null {
  if (name === 'data-error') return null
  if (name === 'data-complete') return tab.isComplete ? 'true' : null
  if (name === 'data-loading') return tab.isLoading ? 'true' : null
  throw unavailable(`attribute ${name}`)
}
