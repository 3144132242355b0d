/**
 * Makes a recording: a real browser visits pages episode by episode, and everything they asked and were
 * answered is written to a folder, with the truth beside it.
 */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { BrowserContext, Page } from 'playwright-core'
import { capture } from './capture.ts'
import { type Captured, formatHar, type HarBody, inlineBody, mimeTypeOf } from './har.ts'
import { loadRecording, type Manifest, type Recording } from './recording.ts'
import { recordingVersion } from './recording-schema.ts'
import { requestKey } from './request-key.ts'
import { type Truth, truthOf } from './truth.ts'
import { writeTruth } from './truth-file.ts'

export interface RecordRequest {
  /** Where the recording goes; what is there is replaced once the new one is whole. */
  folder: string
  description: string
  startUrl: string
  /** Every host that the pages may ask; a request to another fails the recording. */
  hosts: readonly string[]
  /** In order; all pages are visited in each. */
  episodes: Manifest['episodes']
  /** What the context was told the page's clock and language are. */
  timeZone: string
  locale: string
  /** One for each account, or a single one without a key. */
  accounts: readonly RecordedAccount[]
  /** Called before the pages are visited in an episode, counted from 1. */
  beforeEpisode(episode: number): void
  /**
   * What is done in an episode with an account's page: each opens one page and waits until it has
   * loaded all it will load.
   */
  visits(episode: number, account: string | undefined): readonly ((page: Page) => Promise<void>)[]
  /** Whether the traffic and the truth are kept as gzip. */
  isPacked?: boolean
}

export interface RecordedAccount {
  key?: string
  title?: string
  /** A browser that reaches the pages as this account; how is the caller's matter. */
  context: BrowserContext
}

export interface RecordResult {
  recording: Recording
  truth: Truth
  /** Exchanges seen, of which those that repeat what replay would say anyway are not kept. */
  seen: number
}

/**
 * Visits and writes. Cookies, request headers and volatile parameters are not recorded.
 *
 * @throws Error when a page or a request fails; the folder is then as it was
 */
export async function record(request: RecordRequest): Promise<RecordResult> {
  const seen = await visitAll(request)
  const kept = withoutRepeats(seen)
  const manifest: Manifest = {
    version: recordingVersion,
    name: basename(request.folder),
    description: request.description,
    recordedAt: new Date().toISOString(),
    startUrl: request.startUrl,
    hosts: [...new Set(kept.map(({ url }) => url.hostname))].sort(),
    clock: {
      startMs: kept[0]?.startedAtMs ?? Date.now(),
      timeZone: request.timeZone,
      locale: request.locale,
    },
    episodes: request.episodes,
    ...accountsOf(request),
  }
  const fresh = join(dirname(request.folder), `.new-${basename(request.folder)}`)
  await rm(fresh, { recursive: true, force: true })
  try {
    await writeRecording(fresh, manifest, kept, request.isPacked)
    const recording = await loadRecording(fresh)
    const truth = truthOf(recording)
    await writeTruth(recording, truth)
    await rm(request.folder, { recursive: true, force: true })
    await rename(fresh, request.folder)
    return { recording, truth, seen: seen.length }
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

function accountsOf({ accounts }: RecordRequest): Pick<Manifest, 'accounts'> {
  const told = accounts.flatMap(({ key, title }) =>
    key === undefined ? [] : [{ key, title: title ?? key }],
  )
  return told.length === 0 ? {} : { accounts: told }
}

async function visitAll(request: RecordRequest): Promise<Captured[]> {
  const { accounts, hosts } = request
  const opened = await Promise.all(
    accounts.map(async ({ key, context }) => {
      return { key, traffic: capture(context), page: await context.newPage() }
    }),
  )
  for (const episode of request.episodes.keys().map((place) => place + 1)) {
    request.beforeEpisode(episode)
    for (const { key, traffic, page } of opened) {
      traffic.episode = episode
      for (const visit of request.visits(episode, key)) {
        await visit(page)
        await traffic.settle()
      }
    }
  }
  await Promise.all(opened.map(({ page }) => page.close()))
  const exchanges = opened
    .flatMap(({ key, traffic }) => traffic.exchanges().map((one) => ({ ...one, account: key })))
    .toSorted((a, b) => a.episode - b.episode)
  const stranger = exchanges.find(({ url }) => !hosts.includes(url.hostname))
  if (stranger !== undefined) {
    throw new Error(
      `A page asked ${stranger.url.href}, whose host is not among those to be recorded ` +
        `(${hosts.join(', ')}). Name the host, or keep the page from asking it.`,
    )
  }
  return exchanges
}

/**
 * Leaves out an answer equal to the one before it under the same key: replay repeats the last answer
 * by itself, within an episode and into later ones.
 */
function withoutRepeats(exchanges: readonly Captured[]): Captured[] {
  const last = new Map<string, Captured>()
  return exchanges.filter((exchange) => {
    const request = requestKey(exchange.method, exchange.url, exchange.requestBody)
    const key = `${exchange.account ?? ''} ${request}`
    const before = last.get(key)
    last.set(key, exchange)
    return before === undefined || !isSameAnswer(before, exchange)
  })
}

function isSameAnswer(a: Captured, b: Captured): boolean {
  return (
    a.status === b.status &&
    a.body.equals(b.body) &&
    JSON.stringify(a.headers) === JSON.stringify(b.headers)
  )
}

async function writeRecording(
  folder: string,
  manifest: Manifest,
  exchanges: readonly Captured[],
  isPacked = false,
): Promise<void> {
  await mkdir(join(folder, 'pages'), { recursive: true })
  const bodies: HarBody[] = []
  for (const exchange of exchanges) {
    const file = pageFile(exchange, bodies.length)
    if (file !== undefined) await writeFile(join(folder, file), exchange.body)
    bodies.push(file === undefined ? inlineBody(exchange.body) : { _file: file })
  }
  const har = formatHar(exchanges, bodies)
  if (isPacked) await writeFile(join(folder, 'traffic.har.gz'), gzipSync(har, { level: 9 }))
  else await writeFile(join(folder, 'traffic.har'), har)
  await writeFile(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
}

const pageTypes = new Map([
  ['text/html', 'html'],
  ['text/css', 'css'],
  ['text/javascript', 'js'],
])

/** Documents, scripts and style sheets get files of their own: `pages/012-content-manage.html`. */
function pageFile(exchange: Captured, index: number): string | undefined {
  const [type = ''] = mimeTypeOf(exchange).split(';', 1)
  const extension = pageTypes.get(type)
  if (extension === undefined || exchange.body.length === 0) return undefined
  const stem = exchange.url.pathname
    .split('/')
    .slice(-2)
    .join('-')
    .replace(/\.\w+$/, '')
    .replace(/[^a-z0-9-]+/gi, '-')
  return `pages/${String(index).padStart(3, '0')}-${stem}.${extension}`
}
