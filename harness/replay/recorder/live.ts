/** Records a real browser until whoever drives it is done, or something ends it. */
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  chromium,
  type Page,
} from 'playwright-core'
import { RecordingError } from '../recording-error.ts'
import type { Capture } from './capture.ts'
import { captureContext } from './capture-context.ts'
import type { CaptureSink } from './captured.ts'
import type { Episodes } from './episodes.ts'
import { keyOf } from './recording-name.ts'
import type { RecordScript } from './script.ts'

export interface LiveRequest {
  url: string
  sink: CaptureSink
  episodes: Episodes
  chromium: { executablePath: string; args: string[]; headless: boolean }
  context: BrowserContextOptions
  /** False: nothing of this host is kept. */
  isWanted?(host: string): boolean
  /** Absent: a person drives. */
  script?: RecordScript | undefined
  /** Counted from when the page has loaded. */
  limitMs?: number | undefined
  /** Ends the recording. */
  interrupted: AbortSignal
  /** Called at the end with the values of all cookies that the browser holds, if it is still there. */
  onCookies?(values: readonly string[]): void
  /** Called once a person can drive. */
  onReady?(person: PersonTools): void
  /** Something that the person at the terminal wants to know, a sentence. */
  onNote?(sentence: string): void
}

/** What a person who drives can do besides. */
export interface PersonTools {
  /**
   * Gives the name of the episode.
   *
   * @param title what happens in it
   * @throws RecordingError if there is one of that name already
   */
  beginEpisode(title: string): string
  /** Ends the recording as meant. */
  end(): void
}

/** What ended the recording; all that was seen until then is in the sink. */
export type LiveEnd =
  | { how: 'done' | 'limit' | 'interrupted' | 'browser gone' }
  | { how: 'script failed'; error: unknown }

const openLimitMs = 30_000
const loadLimitMs = 10_000
/** What has not come to its end after this is left out. */
const settleLimitMs = 2_000

/** @throws RecordingError if the browser does not start or the page does not open */
export async function recordLive(request: LiveRequest): Promise<LiveEnd> {
  const browser = await launch(request)
  try {
    const context = await browser.newContext({ ...request.context, acceptDownloads: false })
    const capture = captureContext(context, {
      sink: request.sink,
      isWanted: (host) => request.isWanted?.(host) ?? true,
    })
    capture.episode = request.episodes.current.number
    const end = await untilEnd(request, browser, context, capture)
    if (browser.isConnected()) await capture.settle(settleLimitMs)
    capture.end()
    await tellCookies(context, request)
    return end
  } finally {
    await browser.close()
  }
}

async function tellCookies(context: BrowserContext, { onCookies }: LiveRequest): Promise<void> {
  try {
    const cookies = await context.cookies()
    onCookies?.(cookies.map(({ value }) => value))
  } catch {
    // The browser is gone; whoever looks for cookies has those it began with.
  }
}

async function launch({ chromium: options }: LiveRequest): Promise<Browser> {
  try {
    // Signals are ours: on the first, what was recorded is written.
    const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false }
    return await chromium.launch({ ...options, ...signals })
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new RecordingError(`Could not start ${options.executablePath}: ${line}`, { cause: error })
  }
}

async function untilEnd(
  request: LiveRequest,
  browser: Browser,
  context: BrowserContext,
  capture: Capture,
): Promise<LiveEnd> {
  const end = Promise.withResolvers<LiveEnd>()
  const ended = new AbortController()
  browser.on('disconnected', () => end.resolve({ how: 'browser gone' }))
  request.interrupted.addEventListener('abort', () => end.resolve({ how: 'interrupted' }))
  if (request.interrupted.aborted) end.resolve({ how: 'interrupted' })
  const startLimit = () => {
    if (request.limitMs === undefined) return
    const timer = setTimeout(() => end.resolve({ how: 'limit' }), request.limitMs)
    ended.signal.addEventListener('abort', () => clearTimeout(timer))
  }
  try {
    open(request, context)
      .then(async (page) => {
        startLimit()
        await drive(request, page, capture, ended.signal, () => end.resolve({ how: 'done' }))
      })
      // What comes when the recording has ended already, such as a page that is gone, changes nothing.
      .catch((error: unknown) => end.reject(error))
    return await end.promise
  } catch (error) {
    if (!(error instanceof ScriptFailure)) throw error
    const isAlive = await answers(context)
    return isAlive ? { how: 'script failed', error: error.cause } : { how: 'browser gone' }
  } finally {
    ended.abort()
  }
}

/** A script notices that the browser is gone before Playwright says so. */
async function answers(context: BrowserContext): Promise<boolean> {
  try {
    await context.cookies()
    return true
  } catch {
    // Whatever the reason, there is no browser any more that could be asked.
    return false
  }
}

/** What the script threw, apart from what goes wrong here. */
class ScriptFailure extends Error {}

async function drive(
  request: LiveRequest,
  page: Page,
  capture: Capture,
  signal: AbortSignal,
  end: () => void,
): Promise<void> {
  const { script, episodes } = request
  const context = page.context()
  if (script) {
    await capture.settle(settleLimitMs)
    await runScript(script, page, { context, capture, episodes, signal })
    end()
    return
  }
  const endWhenClosed = () => {
    if (context.pages().length === 0) end()
  }
  context.on('page', (another) => another.on('close', endWhenClosed))
  for (const one of context.pages()) one.on('close', endWhenClosed)
  const beginEpisode = (title: string) => {
    episodes.begin(keyOf(title) || `episode-${capture.episode + 1}`, title)
    capture.episode = episodes.current.number
    return episodes.current.name
  }
  request.onReady?.({ beginEpisode, end })
}

async function open({ url, onNote }: LiveRequest, context: BrowserContext): Promise<Page> {
  context.on('page', (page) => {
    page.on('crash', () => onNote?.('A page crashed. Load it again to go on.'))
  })
  const page = await context.newPage()
  try {
    await page.goto(url, { waitUntil: 'commit', timeout: openLimitMs })
  } catch (error) {
    const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
    throw new RecordingError(
      `Could not open ${url}: ${line}. Look whether the address is right and this machine reaches it.`,
      { cause: error },
    )
  }
  // A page that loads for ever is recorded like any other.
  await page.waitForLoadState('load', { timeout: loadLimitMs }).catch(() => undefined)
  return page
}

async function runScript(
  script: RecordScript,
  page: Page,
  live: { context: BrowserContext; capture: Capture; episodes: Episodes; signal: AbortSignal },
): Promise<void> {
  const { context, capture, episodes, signal } = live
  let isFirst = true
  const episode = async (name: string, title = name) => {
    if (isFirst) episodes.rename(name, title)
    else {
      await capture.settle(settleLimitMs)
      episodes.begin(name, title)
    }
    isFirst = false
    capture.episode = episodes.current.number
  }
  try {
    const settle = () => capture.settle(loadLimitMs)
    const run = script({ page, context, episode, settle, signal })
    // By then the script has made its first call, and whatever it was, it did something.
    setImmediate(() => {
      isFirst = false
    })
    await run
  } catch (error) {
    throw new ScriptFailure('The script failed.', { cause: error })
  }
}
