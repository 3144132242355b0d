import { mkdtempDisposableSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { root } from '../../../setup/paths.mjs'
import { weather } from '../../scenario/scenario.ts'
import type { SeedResult } from './seed-result.ts'
import { storyFile } from './story-file.ts'

const scenario = weather('any “weather”', {
  topology: { workers: 2, accounts: 3 },
  recording: 'creator-basic',
  timeScale: 1,
  stormMs: 5000,
  catchUpMs: 1000,
  calmMs: 1000,
  gusts: [],
  reaches: [],
})
const result: SeedResult = {
  seed: 7,
  verdict: 'fail',
  findings: [
    { invariant: 'I1', verdict: 'fail', hop: null, summary: 'Lost */ here.', suspects: [] },
  ],
  reached: [],
  faults: [
    'partition:worker-1/master?atMs=100&forMs=300',
    'oneWayCut:master>worker-2?atMs=5&forMs=10',
    'clockJump:worker-1?byMs=-500&atMs=0',
  ],
  stormMs: 5000,
  virtualMs: 9000,
}

test('a story file is a scenario that lets the same faults strike', async () => {
  using folder = mkdtempDisposableSync(join(tmpdir(), 'glassbox-story-'))
  const file = join(folder.path, 'story.scenario.ts')
  const door = pathToFileURL(join(root, 'harness/index.ts')).href
  const text = storyFile('explore/any', scenario, result, root)
  writeFileSync(file, text.replace('../../harness/index.ts', door))
  const { default: story } = await import(pathToFileURL(file).href)
  expect(story).toMatchObject({
    title: 'any “weather” (seed 7)',
    topology: { workers: 2, accounts: 3 },
    recording: 'creator-basic',
    timeScale: 1,
  })
  const struck: string[] = []
  const schedule = async (faults: readonly { id: string }[]) => {
    struck.push(...faults.map(({ id }) => id))
  }
  await story.story({ step: () => undefined, nemesis: { schedule } })
  expect(struck).toEqual(result.faults)
})
