import { expect, test } from 'vitest'
import { startPlayback } from './playback.ts'
import { loadRecording } from './recording.ts'
import { page, testEpisodes, testManifest, writeTestRecording } from './test-recording.ts'
import { unaskedEntry } from './unasked-entry.ts'

const list = 'https://pages.test/list'
const manifest = testManifest({
  episodes: testEpisodes(3),
  accounts: ['ann', 'bob'].map((key) => ({ key, title: key })),
})

async function playedBy(accounts: readonly string[]) {
  await using sample = await writeTestRecording(
    [
      { url: list, account: 'ann' },
      { url: list, account: 'ann' },
      { url: list, account: 'bob' },
      { url: 'wss://pages.test/live', frames: [] },
      { url: 'https://pages.test/a.js', script: true },
      { url: list, account: 'ann', episode: 2 },
      { url: list, account: 'ann', episode: 3 },
    ],
    { 'manifest.json': JSON.stringify(manifest) },
  )
  const recording = await loadRecording('sample', sample)
  const playback = startPlayback(recording, { accounts, advance: 'on demand' })
  const get = (url: string, account: string) => playback.next(account, 'GET', new URL(url))
  const told = () => unaskedEntry(5, recording, playback)
  return { playback, get, told }
}

test('nothing was to be asked for before anything is shown', async () => {
  const { told } = await playedBy(['acc-1'])
  expect(told()).toEqual({ at: 5, kind: 'unasked', count: 0, of: 0, statics: 0, first: [] })
})

test('what an account was never given of the episodes shown to it is listed, other files counted', async () => {
  const { playback, get, told } = await playedBy(['acc-1', 'acc-2'])
  get(page, 'acc-1')
  get(list, 'acc-1')
  const socket = { method: 'GET', url: 'wss://pages.test/live', episode: 'episode-1' }
  const second = { method: 'GET', url: list, episode: 'episode-1', account: 'ann' }
  expect(told()).toMatchObject({ count: 2, of: 4, statics: 1, first: [second, socket] })
  // Of the other account, and of what comes later, only once it was shown.
  get(page, 'acc-2')
  playback.play('episode-3', 'acc-1')
  const later = { method: 'GET', url: list, episode: 'episode-3', account: 'ann' }
  const other = { ...second, account: 'bob' }
  expect(told()).toMatchObject({ count: 4, of: 6, first: [second, other, socket, later] })
})

test('what one account asked for counts for all', async () => {
  const { get, told } = await playedBy(['acc-1', 'acc-2', 'acc-3'])
  get(page, 'acc-1')
  get(list, 'acc-1')
  // It stands for the same recorded account as the first.
  get(list, 'acc-3')
  get('wss://pages.test/live', 'acc-3')
  expect(told()).toMatchObject({ count: 1, of: 4 })
})
