/**
 * Makes a recording of pages that are driven from here: a real browser visits them episode by episode,
 * and everything they asked and were answered is written to a folder, with the truth beside it.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import type { BrowserContext, Page } from 'playwright-core'
import { captureContext } from './recorder/capture-context.ts'
import type { CaptureSink } from './recorder/captured.ts'
import { type FinishedRecording, finishRecording } from './recorder/finish.ts'
import { readSpool } from './recorder/read-spool.ts'
import { Spool } from './recorder/spool.ts'
import type { Manifest } from './recording.ts'

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
  /** Browsers that reach the pages; how is the caller's matter. One, or one for each account. */
  context: BrowserContext | readonly RecordedAccount[]
  /** Called before the pages are visited in an episode, counted from 1. */
  beforeEpisode(episode: number): void
  /** The same in every episode and for every account, or each its own. */
  visits: readonly Visit[] | ((episode: number, account: string | undefined) => readonly Visit[])
  /** False for pages whose requests may fail or never end; these are left out then. */
  isStrict?: boolean
}

/** Opens one page and waits until it has loaded all it will load. */
export type Visit = (page: Page) => Promise<void>

/** Where a recording is of several accounts: one of them, and the browser it is logged in with. */
export interface RecordedAccount {
  key: string
  title: string
  context: BrowserContext
}

/** How long a page that is not strictly recorded may load on after its visit. */
const settleLimitMs = 2_000

/**
 * Visits and writes. Cookies, request headers and volatile parameters are not recorded, and nothing
 * private is looked for: that is for pages of real people, which `glassbox record` is for.
 *
 * @throws Error when a page or a request fails; the folder is then as it was
 */
export async function record(request: RecordRequest): Promise<FinishedRecording> {
  const scratch = await mkdtemp(join(tmpdir(), 'glassbox-record-'))
  try {
    const folder = join(scratch, 'spool')
    const spool = new Spool(folder, headOf(request))
    try {
      await visitAll(request, spool)
    } finally {
      spool.close()
    }
    if (request.isStrict !== false) refuseLeftOut(folder)
    refuseStrangers(folder, request.hosts)
    return await finishRecording({ spool: folder, replaces: true })
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function headOf(request: RecordRequest) {
  const { folder, description, startUrl, timeZone, locale, context } = request
  return {
    folder,
    name: basename(folder),
    description,
    startUrl,
    timeZone,
    locale,
    startedAtMs: Date.now(),
    isScrubbed: false,
    ...('length' in context && { accounts: context.map(({ key, title }) => ({ key, title })) }),
  }
}

async function visitAll(request: RecordRequest, spool: Spool): Promise<void> {
  const browsers = await openAll(request.context, spool)
  for (const { name, title } of request.episodes) {
    const episode = spool.beginEpisode(name, title)
    request.beforeEpisode(episode)
    for (const { capture } of browsers) capture.episode = episode
    for (const { key, page, capture } of browsers) {
      for (const visit of visitsOf(request, episode, key)) {
        await visit(page)
        await capture.settle(request.isStrict === false ? settleLimitMs : undefined)
      }
    }
  }
  for (const { page, capture } of browsers) {
    capture.end()
    await page.close()
  }
}

function visitsOf({ visits }: RecordRequest, episode: number, account: string | undefined) {
  return typeof visits === 'function' ? visits(episode, account) : visits
}

async function openAll(browsers: RecordRequest['context'], sink: CaptureSink) {
  const all = 'length' in browsers ? browsers : [{ key: undefined, context: browsers }]
  return Promise.all(
    all.map(async ({ key, context }) => {
      const capture = captureContext(context, { sink, account: key })
      return { key, capture, page: await context.newPage() }
    }),
  )
}

function refuseLeftOut(spool: string): void {
  const [first] = readSpool(spool).leftOut
  if (first === undefined) return
  throw new Error(
    `The request ${first.method} ${first.address} could not be recorded: ${first.reason}. ` +
      'Let every page finish loading before the next one is opened.',
  )
}

function refuseStrangers(spool: string, hosts: readonly string[]): void {
  const { exchanges } = readSpool(spool)
  const stranger = exchanges.find(({ url }) => !hosts.includes(url.hostname))
  if (stranger === undefined) return
  throw new Error(
    `A page asked ${stranger.url.href}, whose host is not among those to be recorded ` +
      `(${hosts.join(', ')}). Name the host, or keep the page from asking it.`,
  )
}
