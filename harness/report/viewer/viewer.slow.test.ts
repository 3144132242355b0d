/** Opens every sample report from disk in a real Chromium. */
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findChromium } from '../../../setup/chromium.mjs'
import { ensureViewer } from '../../../setup/viewer.mjs'
import type { ReportModel } from '../model.ts'
import { viewerFile, writeReport } from '../write.ts'
import { samples } from './sample.ts'
import { hostileTexts } from './samples/hostile.ts'

/** Elements that a report of 10,000 spans may have at once; there are about 900. */
const mostElements = 2000

let browser: Browser
let folder: string

beforeAll(async () => {
  await ensureViewer()
  folder = await mkdtemp(join(tmpdir(), 'glassbox-viewer-'))
  const { executablePath, args } = findChromium()
  browser = await chromium.launch({ executablePath, args: [...args, '--disable-gpu'] })
}, 60_000)

afterAll(async () => {
  await browser?.close()
  await rm(folder, { recursive: true, force: true })
})

/** A page on a report, with everything it complained of or asked the network for. */
async function open(model: ReportModel, hash = '') {
  const file = join(folder, `${crypto.randomUUID()}.html`)
  await writeReport(model, file)
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 } })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(`${message.type()}: ${message.text()}`))
  page.on('pageerror', (error) => complaints.push(`uncaught: ${error.message}`))
  page.on('dialog', (dialog) => complaints.push(`dialog: ${dialog.message()}`))
  page.on('request', (request) => {
    if (request.url().split('#')[0] !== pathToFileURL(file).href) complaints.push(request.url())
  })
  await page.goto(pathToFileURL(file).href + hash)
  await page.locator('#notes').waitFor()
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() }
}

function inFirstScreen(page: Page, text: string): Promise<boolean> {
  return page
    .getByText(text, { exact: false })
    .first()
    .evaluate((element) => element.getBoundingClientRect().bottom <= innerHeight)
}

test.each(Object.entries(samples))(
  'opens the %s report from disk without a complaint or request',
  async (_name, model) => {
    await using report = await open(model)
    expect(await report.page.locator('.headline-verdict').textContent()).toBe(model.verdict)
    expect(await report.page.locator('h1').textContent()).toBe(model.headline)
    expect(await overflow(report.page)).toBe(0)
    expect(report.complaints).toEqual([])
  },
)

test('holds no path of the machine that built it', async () => {
  const bundle = await readFile(viewerFile, 'utf8')
  expect(bundle).toContain('id="report"')
  expect(bundle).not.toContain(join(import.meta.dirname, '../../..'))
})

test('tells the story of the seed bug on the first screen', async () => {
  await using report = await open(samples.seed)
  for (const text of [
    'caught and explained',
    "reading 'WORKER_DATA_SYNC'",
    'messages.ts:16',
    'data-pusher.ts:58',
    'const MessageTypes = {',
    'npx glassbox run sync/silent-sync-failure',
    'stale module',
  ]) {
    expect(await inFirstScreen(report.page, text), text).toBe(true)
  }
  expect(await report.page.locator('.hop-broken').first().textContent()).toMatch(/^push\s*0/)
  const broken = report.page.locator('.hop-row-broken').first()
  expect(await broken.textContent()).toMatch(/^push\s*0\s*12 items lost here/)
})

test('shows another suspect’s source when it is chosen', async () => {
  await using report = await open(samples.seed)
  await report.page.locator('.suspect').nth(1).click()
  const hit = report.page.locator('.finding .source-hit').first()
  expect(await hit.textContent()).toContain('MessageTypes.WORKER_DATA_SYNC')
})

test('lets text from outside stay text', async () => {
  await using report = await open(samples.hostile)
  await report.page.locator('.hop-row-lost summary').first().click()
  await report.page.locator('.log-row-text').first().click()
  for (const text of hostileTexts.slice(0, 3)) {
    expect(await report.page.locator('main').textContent()).toContain(text)
  }
  expect(
    await report.page.locator('img, iframe, script:not(head script, body > script)').count(),
  ).toBe(0)
  expect(report.complaints).toEqual([])
})

test('forbids what it does not need, even to script that got in', async () => {
  await using report = await open(samples.pass)
  const blocked = await report.page.evaluate(async () => {
    const asked = await fetch('https://example.invalid/').then(
      () => 'asked',
      () => 'refused',
    )
    let markup = 'taken'
    try {
      document.body.insertAdjacentHTML('beforeend', '<b>x</b>')
    } catch {
      markup = 'refused'
    }
    return { asked, markup }
  })
  expect(blocked).toEqual({ asked: 'refused', markup: 'refused' })
  expect(report.complaints.join('\n')).toContain('Content Security Policy')
})

test.each([
  ['span', samples.seed.caught[3]?.spanId ?? '', '.span-detail h3', 'push.data_sync'],
  ['finding', 'I3-stale-module', '.sought', '6 exceptions were caught and dropped'],
  ['act', 'stale module', '.sought', 'still runs the old module'],
])('opens a link to one %s at its place', async (kind, id, place, text) => {
  await using report = await open(samples.seed, `#${kind}=${encodeURIComponent(id)}`)
  const found = report.page.locator(place)
  expect(await found.textContent()).toContain(text)
  await expect
    .poll(() => found.evaluate((each) => Math.round(each.getBoundingClientRect().top)))
    .toBeLessThan(700)
  expect(await found.evaluate((each) => each.getBoundingClientRect().top)).toBeGreaterThan(30)
})

test('opens a link that calls a finding by the id it has in its act', async () => {
  const findings = samples.fail.findings.map((each, index) => ({ ...each, id: `f${index + 1}` }))
  await using report = await open({ ...samples.fail, findings }, '#finding=I3-broken')
  const found = await report.page.locator('.sought').textContent()
  expect(found).toContain('5 exceptions were caught and dropped')
})

test('says so when a link names a span that the report lacks', async () => {
  await using report = await open(samples.seed, '#span=feedfeedfeedfeed')
  expect(await report.page.locator('#traces').textContent()).toContain('no span feedfeedfeedfeed')
})

test('follows a span’s link into the trace it points to', async () => {
  const linking = samples.seed.spans.find((span) => span.links.length > 0)
  await using report = await open(samples.seed, `#span=${linking?.spanId}`)
  await report.page.locator('.span-links a').first().click()
  await report.page.locator('.span-detail h3', { hasText: 'page.response' }).waitFor()
  expect(await report.page.locator('.span-detail').textContent()).toContain(
    linking?.links[0]?.spanId,
  )
})

test('goes to the filter with / and through the waterfall with arrows', async () => {
  await using report = await open(samples.large, '#traces')
  const { page } = report
  await page.keyboard.press('/')
  await page.keyboard.type('page.scroll 3999')
  await page
    .locator('.toolbar-count', { hasText: /^1 of / })
    .first()
    .waitFor()
  await page.locator('.trace-row').first().click()
  await page.locator('.waterfall-rows').focus()
  await page.keyboard.press('End')
  await page.locator('.span-row[aria-selected=true]', { hasText: 'page.scroll 3999' }).waitFor()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowLeft')
  await expect.poll(() => page.locator('.span-row').count()).toBe(1)
})

test('scrolls 10,000 spans with few elements in the page', async () => {
  expect(samples.large.spans).toHaveLength(10_000)
  await using report = await open(samples.large)
  const { page } = report
  await page.locator('.trace-row').first().click()
  await page.locator('.span-row', { hasText: 'crawl.account' }).waitFor()
  for (const place of [0.25, 0.5, 1]) {
    await page.locator('.waterfall-rows').evaluate((rows, share) => {
      rows.scrollTop = (rows.scrollHeight - rows.clientHeight) * share
    }, place)
    await expect.poll(() => emptyBelow(page)).toBe(false)
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(
      mostElements,
    )
  }
  expect(await page.locator('.span-row').last().textContent()).toContain('page.scroll 3999')
})

test('prints the first rows of a long list and says how many it leaves out', async () => {
  await using report = await open(samples.large)
  const { page } = report
  await page.emulateMedia({ media: 'print' })
  await page.evaluate(() => dispatchEvent(new Event('beforeprint')))
  await page.getByText(/^Print leaves out 1,\d+ further rows/).waitFor()
  expect(await page.locator('.log-row').count()).toBe(300)
  const { height } = (await page.locator('.logs-rows').boundingBox()) ?? { height: 0 }
  expect(height).toBe(300 * 22)
})

test('filters logs and shows the chosen line in full', async () => {
  await using report = await open(samples.seed)
  const { page } = report
  await page.getByLabel('level').selectOption('warn')
  await page.getByLabel('host').selectOption('master')
  await expect.poll(() => page.locator('.log-row').count()).toBe(1)
  await page.locator('.log-row-text').click()
  expect(await page.locator('.logs-chosen pre').textContent()).toContain('asked for over REST')
})

/** How many pixels the page is wider than its window. */
function overflow(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
}

/** Whether the waterfall shows a gap where rows should be. */
function emptyBelow(page: Page): Promise<boolean> {
  return page.locator('.waterfall-rows').evaluate((box) => {
    const bottom =
      [...box.querySelectorAll('.span-row')].at(-1)?.getBoundingClientRect().bottom ?? 0
    return bottom < box.getBoundingClientRect().bottom - 1
  })
}
