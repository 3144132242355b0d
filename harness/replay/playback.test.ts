import fc from 'fast-check'
import { expect, test } from 'vitest'
import { startPlayback } from './playback.ts'
import { loadRecording } from './recording.ts'
import { page, type TestEntry, writeTestRecording } from './test-recording.ts'

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
