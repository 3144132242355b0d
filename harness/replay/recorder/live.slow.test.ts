/** A real browser, driven by scripts and by nobody, until something ends it. */
import { mkdtempDisposableSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { findChromium } from '../../../setup/chromium.mjs'
import { Episodes } from './episodes.ts'
import { type LiveEnd, type LiveRequest, recordLive } from './live.ts'
import { readSpool } from './read-spool.ts'
import type { RecordScript } from './script.ts'
import { Spool } from './spool.ts'
import { type OddSite, startOddSite } from './testing/odd-site.ts'
import { testHead } from './testing/test-spool.ts'

interface Seen {
  end: LiveEnd
  episodes: string[]
  /** Path and episode, in the order of asking. */
  asked: [string, number][]
}

async function follow(
  site: OddSite,
  path: string,
  how: Pick<LiveRequest, 'script' | 'limitMs' | 'onReady' | 'isWanted'>,
): Promise<Seen> {
  using root = mkdtempDisposableSync(join(tmpdir(), 'glassbox-record-test-'))
  const folder = join(root.path, 'spool')
  const spool = new Spool(folder, testHead)
  const { executablePath, args } = findChromium()
  const end = await recordLive({
    ...how,
    url: `${site.origin}${path}`,
    sink: spool,
    episodes: new Episodes(spool),
    chromium: { executablePath, args, headless: true },
    context: {},
    interrupted: new AbortController().signal,
  })
  spool.close()
  const { episodes, exchanges } = readSpool(folder)
  return {
    end,
    episodes: episodes.map(({ name }) => name),
    asked: exchanges.map(({ url, episode }) => [url.pathname, episode]),
  }
}

const ask = 'fetch("/binary").then((answer) => answer.blob()).then(() => undefined)'

const twoEpisodes: RecordScript = async ({ page, episode, settle }) => {
  await episode('before', 'Nothing has happened')
  await page.evaluate(ask)
  await episode('after')
  await page.evaluate(ask)
  await settle()
}

test('a script names the first episode, begins others, and ends the recording', async () => {
  await using site = await startOddSite()
  expect(await follow(site, '/popup', { script: twoEpisodes })).toEqual({
    end: { how: 'done' },
    episodes: ['before', 'after'],
    asked: [
      ['/popup', 1],
      ['/from-popup', 1],
      ['/binary', 1],
      ['/binary', 2],
    ],
  })
})

test('a script that throws, and a browser that dies under it, keep what was seen', async () => {
  await using site = await startOddSite()
  const seen = { episodes: ['first-visit'], asked: [['/empty-page', 1]] }
  const failure = new Error('as asked')
  const script: RecordScript = async () => {
    throw failure
  }
  expect(await follow(site, '/empty-page', { script })).toEqual({
    ...seen,
    end: { how: 'script failed', error: failure },
  })
  const crash: RecordScript = async ({ page, context }) => {
    const browser = await context.browser()?.newBrowserCDPSession()
    await Promise.all([browser?.send('Browser.crash'), page.waitForEvent('popup')])
  }
  expect(await follow(site, '/empty-page', { script: crash })).toEqual({
    ...seen,
    end: { how: 'browser gone' },
  })
})

test('a person begins episodes, and ends the recording by a dot or the time limit', async () => {
  await using site = await startOddSite()
  const names: string[] = []
  const seen = await follow(site, '/popup', {
    isWanted: (host) => host === 'localhost',
    onReady({ beginEpisode, end }) {
      names.push(beginEpisode('Somebody comments'), beginEpisode('有人评论'))
      end()
    },
  })
  expect(names).toEqual(['somebody-comments', 'episode-3'])
  expect(seen.episodes).toEqual(['first-visit', ...names])
  expect(seen.end).toEqual({ how: 'done' })
  const limited = await follow(site, '/popup', { limitMs: 50, isWanted: () => false })
  expect(limited).toEqual({ end: { how: 'limit' }, episodes: ['first-visit'], asked: [] })
})

test('a page that does not open is told with the reason', async () => {
  const site = await startOddSite()
  await site[Symbol.asyncDispose]()
  await expect(follow(site, '/', {})).rejects.toThrow(
    /^Could not open http:\/\/localhost:\d+\/: .*ERR_CONNECTION_REFUSED.* reaches it\.$/,
  )
})
