import { expect, test } from 'vitest'
import { root } from '../../../setup/paths.mjs'
import { SeedThreads } from './seed-threads.ts'

const setting = { scenarioId: 'explore/weather', root, planted: [] }
/** Short, so that many runs are quick. */
const stormMs = 10_000

test('a seed comes to the same in a fresh thread and in one that has run many', {
  timeout: 60_000,
}, async () => {
  await using threads = new SeedThreads(setting, 1)
  const first = await threads.run({ seed: 1, stormMs })
  for (let seed = 2; seed <= 15; seed++) await threads.run({ seed, stormMs })
  expect(await threads.run({ seed: 1, stormMs })).toEqual(first)
  expect(first).toMatchObject({ verdict: 'pass', virtualMs: expect.any(Number) })
})

test('a thread without memory is told of in a sentence', async () => {
  await using threads = new SeedThreads(setting, 1, { mostMb: 16 })
  await expect(threads.run({ seed: 1 })).rejects.toThrow(
    'Could not run seed 1: its thread ran out of memory.',
  )
})

test('an interrupted search waits for no run', async () => {
  const interrupted = new AbortController()
  await using threads = new SeedThreads(setting, 1, { signal: interrupted.signal })
  const running = threads.run({ seed: 1, stormMs: 24 * 3_600_000 })
  interrupted.abort(new Error('interrupted'))
  await expect(running).rejects.toThrow('interrupted')
  await expect(threads.run({ seed: 2 })).rejects.toThrow('interrupted')
})
