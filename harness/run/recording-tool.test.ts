import { expect, test } from 'vitest'
import { startPlayback } from '../replay/playback.ts'
import { loadRecording } from '../replay/recording.ts'
import { testEpisodes, testManifest, writeTestRecording } from '../replay/test-recording.ts'
import { recordingTool } from './recording-tool.ts'

const list = 'https://pages.test/list'
const manifest = testManifest({
  episodes: testEpisodes(3),
  accounts: ['ann', 'bob'].map((key) => ({ key, title: key })),
})

async function testTool() {
  await using sample = await writeTestRecording(
    [
      { url: list, account: 'ann' },
      { url: list, account: 'bob' },
      { url: list, account: 'ann', episode: 2 },
      { url: list, account: 'bob', episode: 3 },
    ],
    { 'manifest.json': JSON.stringify(manifest) },
  )
  const recording = await loadRecording('sample', sample)
  const accounts = ['acc-1', 'acc-2'].map((id) => ({ id, name: id, workerId: 'worker-1' }))
  const byExchange = [[], ['comment:1'], ['comment:2'], ['comment:1', 'comment:2'], ['comment:3']]
  return recordingTool({
    recording,
    truth: { items: new Map(), byExchange },
    playback: startPlayback(recording, { accounts: ['acc-1', 'acc-2'], advance: 'on demand' }),
    accounts,
  })
}

test('what is new in an episode is new to that account', async () => {
  const tool = await testTool()
  expect(tool.newItems('episode-1', 'acc-1')).toEqual(['comment:1'])
  expect(tool.newItems('episode-2', 'acc-1')).toEqual(['comment:2'])
  expect(tool.newItems('episode-3', 'acc-2')).toEqual(['comment:3'])
})

test('nothing to wait for, an unknown episode and an unknown account are refused', async () => {
  const tool = await testTool()
  expect(() => tool.newItems('episode-2', 'acc-2')).toThrow('shows acc-2 nothing new in an episode')
  expect(() => tool.newItems('monday', 'acc-1')).toThrow('nothing new in an episode "monday"')
  const unknown = 'There is no account acc-3 in this run. Name one of these: acc-1, acc-2.'
  expect(() => tool.newItems('episode-1', 'acc-3')).toThrow(unknown)
  expect(() => tool.play('episode-2', { account: 'acc-3' })).toThrow(unknown)
})

test('an episode is played for one account, or for all', async () => {
  const tool = await testTool()
  tool.play('episode-2', { account: 'acc-2' })
  expect([tool.episodeOf('acc-1'), tool.episodeOf('acc-2')]).toEqual(['episode-1', 'episode-2'])
  tool.play('episode-3')
  expect([tool.episodeOf('acc-1'), tool.episodeOf('acc-2')]).toEqual(['episode-3', 'episode-3'])
})
