import fc from 'fast-check'
import { expect, test } from 'vitest'
import { startPlayback } from './playback.ts'
import { loadRecording } from './recording.ts'
import { requestKey } from './request-key.ts'
import {
  page,
  type TestEntry,
  testEpisodes,
  testManifest,
  writeTestRecording,
} from './test-recording.ts'

const list = 'https://pages.test/list'
const rare = 'https://pages.test/rare'
const late = 'https://pages.test/late'
const other = 'https://pages.test/other'

const entries: readonly TestEntry[] = [
  { url: other, document: true },
  { url: list, text: '1a' },
  { url: list, text: '1b' },
  { url: rare, text: '1' },
  { url: list, text: '2a', episode: 2 },
  { url: list, text: '3a', episode: 3 },
  { url: late, text: '3', episode: 3 },
  { url: list, text: '3b', episode: 3 },
]

async function samplePlayback(recorded = entries) {
  await using sample = await writeTestRecording(recorded)
  const playback = startPlayback(await loadRecording('sample', sample))
  const get = (url: string, account = 'acc-1') =>
    playback.next(account, 'GET', new URL(url))?.body.toString()
  return { playback, get }
}

test('the answers of an episode come in order and the last one repeats', async () => {
  const { get } = await samplePlayback()
  expect([get(page), get(list), get(list), get(list)]).toEqual(['<p>home', '1a', '1b', '1b'])
})

test('a page opened again begins the next episode, another page does not', async () => {
  const { playback, get } = await samplePlayback()
  get(page)
  get(other)
  expect(playback.episodeOf('acc-1')).toBe(1)
  get(page)
  expect([playback.episodeOf('acc-1'), get(list)]).toEqual([2, '2a'])
  get(other)
  expect(playback.episodeOf('acc-1')).toBe(2)
  get(other)
  expect([playback.episodeOf('acc-1'), get(list)]).toEqual([3, '3a'])
})

test('the last episode stays', async () => {
  const { playback, get } = await samplePlayback()
  for (let visit = 0; visit < 9; visit += 1) get(page)
  expect(playback.episodeOf('acc-1')).toBe(3)
  expect([get(list), get(list), get(list)]).toEqual(['3a', '3b', '3b'])
})

test('what an episode has no answer to is answered as before, never as later', async () => {
  const { get } = await samplePlayback()
  get(page)
  expect(get(late)).toBeUndefined()
  get(page)
  expect([get(rare), get(late)]).toEqual(['1', undefined])
  get(page)
  expect([get(rare), get(late)]).toEqual(['1', '3'])
})

test('accounts go through the episodes independently', async () => {
  const { playback, get } = await samplePlayback()
  get(page)
  get(page)
  expect(get(list, 'acc-2')).toBe('1a')
  expect([playback.episodeOf('acc-1'), playback.episodeOf('acc-2')]).toEqual([2, 1])
})

test('a HEAD sees what the next GET would and changes nothing', async () => {
  const { playback, get } = await samplePlayback()
  const head = (url: string) => playback.next('acc-1', 'HEAD', new URL(url))?.body.toString()
  get(page)
  expect([head(list), head(page), head(list), get(list)]).toEqual(['1a', '<p>home', '1a', '1a'])
  expect(playback.episodeOf('acc-1')).toBe(1)
})

test('requests with different bodies are different requests', async () => {
  const { playback } = await samplePlayback([
    { url: list, method: 'POST', requestBody: 'a', text: 'A' },
    { url: list, method: 'POST', requestBody: 'b', text: 'B' },
  ])
  const post = (body: string) =>
    playback.next('acc-1', 'POST', new URL(list), Buffer.from(body))?.body.toString()
  expect([post('b'), post('a'), post('c')]).toEqual(['B', 'A', undefined])
})

test('whatever is asked, no answer goes back in order or ahead of its episode', async () => {
  await using sample = await writeTestRecording(entries)
  const recording = await loadRecording('sample', sample)
  const urls = fc.constantFrom(page, other, list, rare, late)
  fc.assert(
    fc.property(fc.array(urls, { maxLength: 40 }), (asked) => {
      const playback = startPlayback(recording)
      const given = new Map<string, number>()
      for (const url of asked) {
        const before = playback.episodeOf('acc')
        const exchange = playback.next('acc', 'GET', new URL(url))
        expect(playback.episodeOf('acc')).toBeGreaterThanOrEqual(before)
        if (exchange === undefined) continue
        expect(exchange.episode).toBeLessThanOrEqual(playback.episodeOf('acc'))
        expect(exchange.index).toBeGreaterThanOrEqual(given.get(url) ?? 0)
        given.set(url, exchange.index)
      }
    }),
  )
})

const twoAccounts = { accounts: [key('ann'), key('bob')], episodes: testEpisodes(3) }

function key(name: string) {
  return { key: name, title: `The account of ${name}` }
}

test('the accounts of a run stand for the recorded ones in order, and again from the first', async () => {
  await using sample = await writeTestRecording(
    [
      { url: list, account: 'ann', text: 'of ann' },
      { url: list, account: 'bob', text: 'of bob' },
      { url: rare, text: 'of everybody' },
      { url: late, account: 'bob', text: 'of bob alone' },
    ],
    { 'manifest.json': JSON.stringify(testManifest(twoAccounts)) },
  )
  const recording = await loadRecording('sample', sample)
  const playback = startPlayback(recording, { accounts: ['acc-1', 'acc-2', 'acc-3'] })
  const answers = (account: string) =>
    [list, rare, late].map((url) => playback.next(account, 'GET', new URL(url))?.body.toString())
  const ofAnn = ['of ann', 'of everybody', undefined]
  const ofBob = ['of bob', 'of everybody', 'of bob alone']
  // Asked in another order than they were given in; one that was not given comes after them.
  expect(['acc-3', 'acc-2', 'late-4', 'acc-1'].map(answers)).toEqual([ofAnn, ofBob, ofBob, ofAnn])
  expect(playback.recordedAccountOf('acc-2')).toBe('bob')
})

async function playedOnDemand() {
  await using sample = await writeTestRecording(entries)
  const recording = await loadRecording('sample', sample)
  const begun: string[] = []
  const playback = startPlayback(recording, {
    accounts: ['acc-1', 'acc-2'],
    advance: 'on demand',
    onEpisode: ({ accountId, episode, name, by }) =>
      begun.push(`${accountId} ${episode} ${name} ${by}`),
  })
  const get = (url: string, account = 'acc-1') =>
    playback.next(account, 'GET', new URL(url))?.body.toString()
  return { playback, get, begun }
}

test('on demand an episode begins when it is played, not when a page is opened again', async () => {
  const { playback, get } = await playedOnDemand()
  for (let visit = 0; visit < 3; visit += 1) get(page)
  expect([playback.episodeOf('acc-1'), get(list)]).toEqual([1, '1a'])
  playback.play('episode-2', 'acc-1')
  expect([get(list), get(list), get(rare), get(late)]).toEqual(['2a', '2a', '1', undefined])
  expect(get(list, 'acc-2')).toBe('1a')
})

test('an episode that is played for all is there for accounts that have yet to come', async () => {
  const { playback, get } = await playedOnDemand()
  get(page)
  playback.play('episode-3')
  const accounts = ['acc-1', 'acc-2', 'acc-3']
  expect(accounts.map((account) => playback.episodeOf(account))).toEqual([3, 3, 3])
  expect(accounts.map((account) => get(list, account))).toEqual(['3a', '3a', '3a'])
})

test('an episode that is skipped has changed what it changed', async () => {
  await using sample = await writeTestRecording([
    { url: list, text: '1' },
    { url: rare, text: '1' },
    { url: list, text: '2a', episode: 2 },
    { url: list, text: '2b', episode: 2 },
    { url: rare, text: '3', episode: 3 },
  ])
  const playback = startPlayback(await loadRecording('sample', sample), { advance: 'on demand' })
  playback.play('episode-3')
  const get = (url: string) => playback.next('acc-1', 'GET', new URL(url))?.body.toString()
  expect([get(list), get(list), get(rare)]).toEqual(['2b', '2b', '3'])
})

test('what is played moves accounts on by visits too', async () => {
  const { playback, get } = await samplePlayback()
  get(page)
  playback.play('episode-2', 'acc-1')
  get(page)
  expect(playback.episodeOf('acc-1')).toBe(2)
  get(page)
  expect(playback.episodeOf('acc-1')).toBe(3)
})

test('every episode that an account sees is told once, with what began it', async () => {
  const { playback, get, begun } = await playedOnDemand()
  get(page)
  get(list)
  playback.play('episode-2', 'acc-1')
  playback.play('episode-2', 'acc-1')
  get(page)
  playback.play('episode-3')
  expect(begun).toEqual([
    'acc-1 1 episode-1 visit',
    'acc-1 2 episode-2 play',
    'acc-1 3 episode-3 play',
    'acc-2 3 episode-3 play',
  ])
})

test('an episode that there is not, or that is over, is refused with those there are', async () => {
  const { playback } = await playedOnDemand()
  expect(() => playback.play('monday')).toThrow(
    'has no episode "monday". Play one of these: episode-1, episode-2, episode-3.',
  )
  playback.play('episode-2', 'acc-2')
  expect(() => playback.play('episode-1')).toThrow(
    'acc-2 is in episode-2 already, and no account goes back. Still to come are: episode-3.',
  )
  // Nobody was moved by what was refused.
  expect(playback.episodeOf('acc-1')).toBe(1)
  playback.play('episode-3')
  expect(() => playback.play('episode-2', 'acc-1')).toThrow('That is the last one.')
})

test('a page that others redirect to is not opened again by that', async () => {
  const login = 'https://pages.test/login'
  const away = {
    document: true,
    status: 302,
    headers: [['location', '/login']] as [string, string][],
  }
  await using sample = await writeTestRecording([
    { url: other, ...away },
    { url: late, ...away },
    { url: login, document: true, text: 'login' },
    { url: list, episode: 2, text: '2' },
  ])
  const playback = startPlayback(await loadRecording('sample', sample))
  const get = (url: string) => playback.next('acc-1', 'GET', new URL(url))?.status
  expect([other, login, late, login].map(get)).toEqual([302, 200, 302, 200])
  expect(playback.episodeOf('acc-1')).toBe(1)
  // Opened by itself it is a page like any other, and so is the one that leads there.
  get(login)
  expect(playback.episodeOf('acc-1')).toBe(1)
  get(login)
  expect(playback.episodeOf('acc-1')).toBe(2)
})

const cursor = (value: string) => `https://pages.test/list?cursor=${value}`

test('a list that was begun in one episode is paged through in the next', async () => {
  await using sample = await writeTestRecording([
    { url: cursor('0'), text: 'a b, more from 2' },
    { url: cursor('2'), text: 'c' },
    { url: cursor('0'), text: 'n a b, more from 3', episode: 2 },
    { url: cursor('3'), text: 'c', episode: 2 },
    { url: cursor('2'), text: 'b c', episode: 3 },
  ])
  const playback = startPlayback(await loadRecording('sample', sample), { advance: 'on demand' })
  const get = (value: string) =>
    playback.next('acc-1', 'GET', new URL(cursor(value)))?.body.toString()
  expect(get('0')).toBe('a b, more from 2')
  playback.play('episode-2')
  // The cursor of the page that is under way, as it was; a cursor that never was has no answer.
  expect([get('2'), get('9')]).toEqual(['c', undefined])
  expect([get('0'), get('3')]).toEqual(['n a b, more from 3', 'c'])
  playback.play('episode-3')
  expect(get('2')).toBe('b c')
})

test('what was recorded for later, or for another account, is found there', async () => {
  const manifest = testManifest({
    episodes: testEpisodes(2),
    accounts: ['ann', 'bob'].map((key) => ({ key, title: key })),
  })
  await using sample = await writeTestRecording(
    [
      { url: late, account: 'ann', episode: 2 },
      { url: rare, account: 'bob' },
    ],
    { 'manifest.json': JSON.stringify(manifest) },
  )
  const recording = await loadRecording('sample', sample)
  const playback = startPlayback(recording, { accounts: ['acc-1', 'acc-2'], advance: 'on demand' })
  const where = (url: string, account = 'acc-1') =>
    playback.elsewhere(account, requestKey('GET', new URL(url)))
  expect(where(late)).toEqual({ episode: 'episode-2' })
  expect(where(rare)).toEqual({ episode: 'episode-1', account: 'bob' })
  expect(where(other)).toBeUndefined()
  expect(where(late, 'acc-2')).toEqual({ episode: 'episode-2', account: 'ann' })
  expect(where(rare, 'acc-2')).toBeUndefined()
  playback.play('episode-2')
  expect(where(late)).toBeUndefined()
})
