/**
 * Makes a recording: a real browser visits pages episode by episode, and everything they asked and were
 * answered is written to a folder, with the truth beside it.
 */
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { capture } from './capture.ts'
import { type Captured, formatHar, type HarBody, inlineBody, mimeTypeOf } from './har.ts'
import { loadRecording, type Manifest, type Recording } from './recording.ts'
import { recordingVersion } from './recording-schema.ts'
import { requestKey } from './request-key.ts'
import { formatTruth, type Truth, truthOf } from './truth.ts'

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
  /** A browser that reaches the pages; how is the caller's matter. */
  context: BrowserContext
  /** Called before the pages are visited in an episode, counted from 1. */
  beforeEpisode(episode: number): void
  /** Opens one page and waits until it has loaded all it will load. */
  visits: readonly ((page: Page) => Promise<void>)[]
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
  }
  const fresh = join(dirname(request.folder), `.new-${basename(request.folder)}`)
  await rm(fresh, { recursive: true, force: true })
  try {
    await writeRecording(fresh, manifest, kept)
    const recording = await loadRecording(fresh)
    const truth = truthOf(recording)
    await writeFile(join(fresh, 'truth.json'), formatTruth(recording, truth))
    await rm(request.folder, { recursive: true, force: true })
    await rename(fresh, request.folder)
    return { recording, truth, seen: seen.length }
  } finally {
    await rm(fresh, { recursive: true, force: true })
  }
}

async function visitAll(request: RecordRequest): Promise<Captured[]> {
  const { context, hosts, visits } = request
  const traffic = capture(context)
  const page = await context.newPage()
  for (const episode of request.episodes.keys().map((place) => place + 1)) {
    request.beforeEpisode(episode)
    traffic.episode = episode
    for (const visit of visits) {
      await visit(page)
      await traffic.settle()
    }
  }
  await page.close()
  const exchanges = traffic.exchanges()
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
    const key = requestKey(exchange.method, exchange.url, exchange.requestBody)
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
): Promise<void> {
  await mkdir(join(folder, 'pages'), { recursive: true })
  const bodies: HarBody[] = []
  for (const exchange of exchanges) {
    const file = pageFile(exchange, bodies.length)
    if (file !== undefined) await writeFile(join(folder, file), exchange.body)
    bodies.push(file === undefined ? inlineBody(exchange.body) : { _file: file })
  }
  await writeFile(join(folder, 'traffic.har'), formatHar(exchanges, bodies))
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
