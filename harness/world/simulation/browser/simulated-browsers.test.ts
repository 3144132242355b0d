import { AsyncLocalStorage } from 'node:async_hooks'
import type { BrowserContext, Response } from 'playwright-core'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { cutBody } from '../../../fault/page/cut-body.ts'
import { PagesUnderFault } from '../../../fault/page/pages-under-fault.ts'
import { worldFault } from '../../../fault/world-fault.ts'
import type { ServedEntry, UnservedEntry } from '../../../journal/entry.ts'
import type { Pace } from '../../../replay/pace.ts'
import { loadRecording } from '../../../replay/recording.ts'
import { page as home, writeTestRecording } from '../../../replay/test-recording.ts'
import { type ItemKind, truthOf } from '../../../replay/truth.ts'
import { type SimulatedBrowsersOptions, simulatedBrowsers } from './simulated-browsers.ts'

const recording = await loadRecording('creator-basic')
const truth = truthOf(recording)
const origin = 'https://creator.douyin.com/creator-micro'
const works = `${origin}/content/manage`
const comments = `${origin}/interactive/comment`
const chat = `${origin}/data/following/chat`

/** What each page is there for; written down here, not derived. */
const kindsOf: Readonly<Record<string, readonly ItemKind[]>> = {
  [`${origin}/home`]: [],
  [works]: ['content'],
  [comments]: ['comment'],
  [chat]: ['conversation', 'message'],
}

beforeEach(() => {
  vi.useFakeTimers({ now: 1_700_000_000_000 })
})
afterEach(() => {
  vi.useRealTimers()
})

function testBrowsers(options: Partial<SimulatedBrowsersOptions> = {}) {
  const entries: (ServedEntry | UnservedEntry)[] = []
  const onEntry = (entry: ServedEntry | UnservedEntry) => entries.push(entry)
  const open = simulatedBrowsers({ recording, truth, onEntry, ...options })
  return { open, entries, served: () => entries.filter((entry) => entry.kind === 'served') }
}

/** A visit until everything has come. */
async function visit(browser: BrowserContext, url: string): Promise<void> {
  const page = await browser.newPage()
  const opened = page.goto(url)
  await vi.runAllTimersAsync()
  expect((await opened)?.status()).toBe(200)
  await page.close()
}

/** The first line of what a call is rejected with. */
async function failure(call: Promise<unknown>): Promise<string> {
  const [error] = await Promise.allSettled([call])
  if (error.status === 'fulfilled') return 'nothing failed'
  return `${error.reason}`.split('\n')[0] ?? ''
}

test('a visit of any page in any episode shows exactly what the truth has for it by then', async () => {
  const { open, served, entries } = testBrowsers()
  const browser = open('acc-1')
  const exchanges = new Set<number>()
  for (let episode = 1; episode <= recording.manifest.episodes.length; episode += 1) {
    for (const [url, kinds] of Object.entries(kindsOf)) {
      entries.length = 0
      await visit(browser, url)
      const shown = new Set(served().flatMap(({ items }) => items))
      const expected = [...truth.items.values()]
        .filter(({ kind, firstEpisode }) => kinds.includes(kind) && firstEpisode <= episode)
        .map(({ ref }) => ref)
      expect([...shown].sort(), `${url} in episode ${episode}`).toEqual(expected.sort())
      for (const { exchange } of served()) exchanges.add(exchange)
    }
  }
  const all = recording.exchanges.filter((exchange) => exchange.isApi || exchange.isDocument)
  expect([...exchanges].sort((a, b) => a - b)).toEqual(all.map(({ index }) => index))
})

test('the document comes first, then each answer once, in order, at times of its own', async () => {
  const { open, served } = testBrowsers({ latencyMs: 10 })
  const browser = open('acc-1')
  const seen: string[] = []
  browser.on('response', (response) => {
    seen.push(`${Date.now()} ${response.status()} ${response.url()}`)
  })
  const page = await browser.newPage()
  const opened = page.goto(works)
  await vi.advanceTimersByTimeAsync(9)
  expect(served()).toEqual([])
  await vi.advanceTimersByTimeAsync(1)
  expect((await opened)?.url()).toBe(works)
  expect(page.url()).toBe(works)
  expect(await page.content()).toContain('<h1>作品管理</h1>')
  expect(seen).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(1000)
  const [, first, second] = served()
  expect(served().map(({ at }) => at)).toEqual([10, 20, 30].map((ms) => 1_700_000_000_000 + ms))
  expect(seen).toEqual(served().map(({ at, status, url }) => `${at} ${status} ${url}`))
  expect(first).toMatchObject({ accountId: 'acc-1', method: 'GET', exchange: 6 })
  expect(first?.items).toEqual(truth.byExchange[6])
  expect(second?.exchange).toBe(10)
})

test('the same random numbers give the same entries, other ones other times', async () => {
  const run = async (numbers: readonly number[]) => {
    vi.setSystemTime(0)
    let place = 0
    const random = () => numbers[place++ % numbers.length] ?? 0
    const { open, entries } = testBrowsers({ random, latencyMs: 100 })
    await visit(open('acc-1'), comments)
    return JSON.stringify(entries)
  }
  const once = await run([0.1, 0.7, 0.4])
  expect(await run([0.1, 0.7, 0.4])).toBe(once)
  expect(await run([0.1, 0.8, 0.4])).not.toBe(once)
  expect(JSON.parse(once)[0].at).toBe(60)
})

test('an answer has what the recording has', async () => {
  const browser = testBrowsers().open('acc-1')
  const responses: Response[] = []
  browser.on('response', (response) => responses.push(response))
  const page = await browser.newPage()
  page.goto(works)
  await vi.runAllTimersAsync()
  const response = responses[1]
  const recorded = recording.exchanges[6]
  expect(await response?.text()).toBe(recorded?.body.toString())
  expect(await response?.body()).toEqual(recorded?.body)
  expect(await response?.json()).toMatchObject({ status_code: 0 })
  expect([response?.ok(), response?.request().method()]).toEqual([true, 'GET'])
  expect(response?.headers()['content-type']).toContain('json')
  await page.close()
  const gone = 'Error: response.text: Target page, context or browser has been closed'
  expect(await failure(Promise.resolve(response?.text()))).toBe(gone)
})

test('lists are complete, and nothing is left to click, once all answers have come', async () => {
  const browser = testBrowsers().open('acc-1')
  const page = await browser.newPage()
  const opened = page.goto(comments)
  await vi.advanceTimersByTimeAsync(20)
  await opened
  const count = (selector: string) => page.locator(selector).count()
  const complete = '[data-e2e="comment-list"][data-complete="true"]'
  const idle = page.locator('[data-e2e="comment-list"]:not([data-loading="true"])')
  let isIdle = false
  let isOver = false
  idle.waitFor({ state: 'attached' }).then(() => {
    isIdle = true
  })
  page
    .waitForFunction(() => false)
    .then(() => {
      isOver = true
    })
  await vi.advanceTimersByTimeAsync(20)
  expect([await count(complete), isIdle, isOver]).toEqual([0, false, false])
  expect(await count('[data-e2e="comment-list"]')).toBe(1)
  await vi.advanceTimersByTimeAsync(1000)
  expect([await count(complete), isIdle, isOver]).toEqual([1, true, true])
  expect(vi.getTimerCount()).toBe(0)
  expect(await page.locator('[data-e2e="comment-list"]').getAttribute('data-error')).toBeNull()
  for (const selector of ['[data-e2e="comment-work"]', '[role="list-item"]']) {
    expect(await count(selector)).toBe(0)
  }
  // A list of another page is not on this one.
  expect(await count('[data-e2e="work-list"]')).toBe(0)
  const missing = failure(
    page.locator('[data-e2e="work-list"]').waitFor({ state: 'attached', timeout: 5000 }),
  )
  await vi.advanceTimersByTimeAsync(5000)
  expect(await missing).toBe('TimeoutError: locator.waitFor: Timeout 5000ms exceeded.')
})

test('answers come at the pace, and are told once they are there', async () => {
  const slow = 'https://pages.test/slow'
  await using sample = await writeTestRecording([
    { url: slow, waitMs: 800, receiveMs: 800, text: '"x"' },
  ])
  const loaded = await loadRecording('sample', sample)
  // When the answer came, and when the journal says so, after that of the page at 20 ms.
  const times = async (pace: Pace) => {
    vi.setSystemTime(0)
    const { open, served } = testBrowsers({ recording: loaded, truth: truthOf(loaded), pace })
    const browser = open('acc-1')
    let cameMs = 0
    browser.on('response', (response) => {
      if (response.url() === slow) cameMs = Date.now()
    })
    await visit(browser, home)
    return [cameMs, ...served().map(({ at }) => at)]
  }
  expect(await times('at once')).toEqual([40, 20, 40])
  expect(await times('as recorded')).toEqual([1640, 20, 1640])
  expect(await times(10)).toEqual([200, 20, 200])
})

test('a page whose recorded wait is too long for the navigation is not shown', async () => {
  const slow = 'https://pages.test/slow'
  await using sample = await writeTestRecording([{ url: slow, document: true, waitMs: 800 }])
  const loaded = await loadRecording('sample', sample)
  const options = { recording: loaded, truth: truthOf(loaded), pace: 'as recorded' as const }
  const { open, entries } = testBrowsers(options)
  const page = await open('acc-1').newPage()
  const failed = failure(page.goto(slow, { timeout: 500 }))
  await vi.runAllTimersAsync()
  expect(await failed).toBe('TimeoutError: page.goto: Timeout 500ms exceeded.')
  expect(entries).toEqual([])
})

test('what was not recorded is reported, and the navigation fails', async () => {
  const { open, entries } = testBrowsers()
  const page = await open('acc-1').newPage()
  const goto = async (url: string) => {
    const failed = failure(page.goto(url, { timeout: 5000 }))
    await vi.runAllTimersAsync()
    return failed
  }
  expect(await goto(works)).toBe('nothing failed')
  expect(await page.locator('[data-e2e="work-list"]').count()).toBe(1)
  entries.length = 0
  expect(await goto(`${origin}/other?msToken=secret`)).toContain('net::ERR_HTTP_RESPONSE_CODE')
  expect(await goto('https://live.test/a')).toContain('net::ERR_TUNNEL_CONNECTION_FAILED at https')
  expect(await goto('not an address')).toContain('Cannot navigate to invalid URL')
  expect(await goto('about:blank')).toContain('has no address about:blank')
  expect(entries).toMatchObject([
    { kind: 'unserved', method: 'GET', url: `${origin}/other`, nearest: `${origin}/home` },
    { kind: 'unserved', method: 'CONNECT', url: 'https://live.test/' },
  ])
  expect(await page.locator('[data-e2e="work-list"]').count()).toBe(0)
})

test('a page that comes too late, is left, or answers with an error asks nothing', async () => {
  const { open, served } = testBrowsers({ latencyMs: 100 })
  const page = await open('acc-1').newPage()
  const late = failure(page.goto(works, { timeout: 99 }))
  await vi.runAllTimersAsync()
  expect(await late).toBe('TimeoutError: page.goto: Timeout 99ms exceeded.')
  const left = failure(page.goto(works))
  const second = page.goto(chat)
  expect(await left).toBe(`Error: page.goto: net::ERR_ABORTED at ${works}`)
  await vi.advanceTimersByTimeAsync(250)
  expect((await second)?.url()).toBe(chat)
  expect(served().map(({ exchange }) => exchange)).toEqual([29, 31])

  await using sample = await writeTestRecording([
    { url: 'https://pages.test/broken', document: true, status: 500, text: 'no' },
    { url: 'https://pages.test/api', text: '{}' },
    { url: 'https://pages.test/moved', document: true, status: 302, headers: [['location', home]] },
  ])
  const small = await loadRecording('sample', sample)
  const other = testBrowsers({ recording: small, truth: truthOf(small) })
  const browser = other.open('acc-1')
  const broken = await browser.newPage()
  const opened = broken.goto('https://pages.test/broken')
  await vi.runAllTimersAsync()
  expect((await opened)?.ok()).toBe(false)
  expect(other.served().map(({ exchange }) => exchange)).toEqual([1])
  const statuses: number[] = []
  browser.on('response', (response) => statuses.push(response.status()))
  const moved = broken.goto('https://pages.test/moved')
  await vi.runAllTimersAsync()
  expect([(await moved)?.url(), broken.url(), statuses]).toEqual([home, home, [302, 200]])
})

test('what is closed gets no answer any more and says so', async () => {
  const { open, served } = testBrowsers()
  const browser = open('acc-1')
  const page = await browser.newPage()
  const opened = page.goto(works)
  await vi.advanceTimersByTimeAsync(40)
  await opened
  const before = served().length
  const waiting = failure(page.waitForFunction(() => true))
  await page.close()
  await page.close()
  await vi.runAllTimersAsync()
  expect([served().length, page.isClosed(), browser.pages()]).toEqual([before, true, []])
  const closed = (call: string) => `Error: ${call}: Target page, context or browser has been closed`
  expect(await waiting).toBe(closed('page.waitForFunction'))
  expect(await failure(page.goto(works))).toBe(closed('page.goto'))
  expect(await failure(page.locator('[role="list-item"]').count())).toBe(closed('locator.count'))

  const second = await browser.newPage()
  const underWay = failure(second.goto(works))
  await browser.close()
  await browser.close()
  await vi.runAllTimersAsync()
  expect(await underWay).toContain('net::ERR_ABORTED')
  expect([served().length, second.isClosed()]).toEqual([before, true])
  expect(await failure(browser.newPage())).toBe(closed('browserContext.newPage'))
  expect(vi.getTimerCount()).toBe(0)
})

test('tabs load side by side, and accounts go through the episodes independently', async () => {
  const { open, served, entries } = testBrowsers()
  const browser = open('acc-1')
  const [one, two] = [await browser.newPage(), await browser.newPage()]
  const opened = Promise.all([one.goto(works), two.goto(chat)])
  await vi.advanceTimersByTimeAsync(40)
  await opened
  await one.close()
  await vi.runAllTimersAsync()
  expect(served().map(({ exchange }) => exchange)).toEqual([2, 29, 6, 31, 33, 34, 35, 36])

  entries.length = 0
  await visit(open('acc-1'), works)
  await visit(open('acc-2'), works)
  const first = served().filter(({ exchange }) => recording.exchanges[exchange]?.isApi)
  expect(first.map(({ accountId, exchange }) => `${accountId} ${exchange}`)).toEqual([
    'acc-1 37',
    'acc-1 38',
    'acc-2 6',
    'acc-2 10',
  ])
})

test('a listener that throws keeps no other answer from coming', async () => {
  const { open, served } = testBrowsers()
  const browser = open('acc-1')
  browser.on('response', () => {
    throw new Error('broken listener')
  })
  const page = await browser.newPage()
  const opened = page.goto(works)
  for (let step = 0; step < 3; step += 1) {
    expect(() => vi.advanceTimersToNextTimer()).toThrow('broken listener')
  }
  expect((await opened)?.ok()).toBe(true)
  expect(served()).toHaveLength(3)
  expect(await page.locator('[data-e2e="work-list"][data-complete="true"]').count()).toBe(1)
})

test('events come in the async context in which the browser was opened', async () => {
  const context = new AsyncLocalStorage<string>()
  const { open } = testBrowsers()
  const browser = context.run('opener', () => open('acc-1'))
  const seen: (string | undefined)[] = []
  browser.on('response', () => seen.push(context.getStore()))
  await context.run('caller', () => visit(browser, works))
  expect(seen).toEqual(['opener', 'opener', 'opener'])
})

test('whoever uses what is not there is told at once', async () => {
  const browser = testBrowsers().open('acc-1')
  const page = await browser.newPage()
  const here = 'see the header of'
  expect(() => page.screenshot()).toThrow(`The simulated browser has no Page.screenshot; ${here}`)
  expect(() => browser.cookies()).toThrow('no BrowserContext.cookies')
  expect(() => browser.on('page', () => undefined)).toThrow('no event page of a BrowserContext')
  expect(() => page.locator('h1')).toThrow('no selector h1')
  expect(() => page.locator('[data-e2e="other-list"]')).toThrow('no selector')
  expect(() => page.locator('[role="list-item"]').first()).toThrow('no Locator.first')
  const list = page.locator('[data-e2e="work-list"]')
  expect(await failure(list.waitFor({ state: 'hidden' }))).toContain('no wait for hidden')
  expect(await failure(page.goto(works, { waitUntil: 'networkidle' }))).toContain('no wait for')
})

test('a page whose document was cut off runs no script: its lists are there and never complete', async () => {
  const faults = new PagesUnderFault({ browser: false })
  const cut = worldFault(cutBody, 'documents')
  const heal = await cutBody.plant({ pages: faults }, cut, () => undefined)
  const page = await testBrowsers({ faults }).open('acc-1').newPage()
  const complete = page.locator('[data-e2e="work-list"][data-complete="true"]')
  const open = async () => {
    const opened = page.goto(works)
    await vi.runAllTimersAsync()
    await opened
  }
  await open()
  expect(await page.locator('[data-e2e="work-list"]').count()).toBe(1)
  expect(await complete.count()).toBe(0)
  await heal?.()
  await open()
  expect(await complete.count()).toBe(1)
})
