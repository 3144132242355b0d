/** Creator pages without a browser: what each is answered with is what a test says. */
import { EventEmitter } from 'node:events'
import type { BrowserContext } from 'playwright-core'
import type { PageResponse } from '../../base/page-response.ts'
import type { ListState } from '../drive-list.ts'

export interface FakeAnswer {
  url: string
  status?: number
  headers?: Record<string, string>
  body: unknown
}

export interface FakePage {
  /** Where it leads instead. */
  url?: string
  status?: number
  /** What it shows; its lists are there where this is not given. */
  content?: string
  answers: FakeAnswer[]
  /** It is awaited before the page comes. */
  gate?: Promise<void>
}

const origin = 'https://creator.douyin.com/creator-micro'

export type PageName = 'works' | 'comments' | 'messages'

const names = new Map<string, PageName>([
  [`${origin}/content/manage`, 'works'],
  [`${origin}/interactive/comment`, 'comments'],
  [`${origin}/data/following/chat`, 'messages'],
])

export function fakePages(pages: Record<PageName, FakePage>) {
  const opened: PageName[] = []
  const events = new EventEmitter()
  const context = Object.assign(events, {
    newPage: async () => fakeTab(pages, opened, events),
    close: async () => undefined,
  })
  // The session uses these three members of a context only.
  return { browser: context as unknown as BrowserContext, opened, context }
}

function fakeTab(pages: Record<PageName, FakePage>, opened: PageName[], events: EventEmitter) {
  const closing = Promise.withResolvers<never>()
  closing.promise.catch(() => undefined)
  let shown: FakePage | undefined
  let address = 'about:blank'
  const hasLists = () => shown !== undefined && shown.content === undefined
  return {
    async goto(url: string) {
      const name = names.get(url)
      if (name === undefined) throw new Error(`There is no page ${url}.`)
      opened.push(name)
      await Promise.race([pages[name].gate, closing.promise])
      shown = pages[name]
      address = shown.url ?? url
      for (const answer of shown.answers) events.emit('response', fakeResponse(answer))
      return fakeResponse({ url: address, body: '', ...pickStatus(shown) })
    },
    url: () => address,
    content: async () => shown?.content ?? '<html></html>',
    locator: (selector: string) => ({
      count: async () => (/^\[data-e2e="[\w-]+-list"\]/.test(selector) && hasLists() ? 1 : 0),
    }),
    evaluate: async (): Promise<ListState> => ({
      end: hasLists() ? 'complete' : 'no list',
      error: '',
      failedReplies: [],
    }),
    isClosed: () => false,
    async close() {
      closing.reject(new Error('page.goto: Target page has been closed'))
    },
  }
}

function pickStatus({ status }: FakePage) {
  return status === undefined ? {} : { status }
}

export function fakeResponse(answer: FakeAnswer): PageResponse {
  const { url, status = 200, headers = {}, body } = answer
  return {
    url: () => url,
    status: () => status,
    ok: () => status >= 200 && status < 300,
    headers: () => headers,
    text: async () => {
      const given: unknown = await body
      return typeof given === 'string' ? given : JSON.stringify(given)
    },
    request: () => ({ method: () => 'GET' }),
  }
}
