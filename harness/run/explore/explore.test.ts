import { expect, test } from 'vitest'
import { explore, type Search } from './explore.ts'
import type { SeedFinding, SeedResult } from './seed-result.ts'

function result(seed: number, verdict: SeedResult['verdict'], reached: string[] = []): SeedResult {
  const finding: SeedFinding = {
    invariant: 'I1',
    verdict: 'fail',
    hop: null,
    summary: '',
    suspects: [],
  }
  const findings = verdict === 'fail' ? [finding] : []
  return { seed, verdict, findings, reached, faults: [], stormMs: 1000, virtualMs: 2000 }
}

function search(verdictOf: (seed: number) => SeedResult, options: Partial<Search> = {}): Search {
  return {
    seeds: Array.from({ length: 20 }, (_, i) => i + 1),
    run: async ({ seed }) => verdictOf(seed),
    threads: 3,
    reaches: [],
    keepGoing: false,
    over: () => false,
    ...options,
  }
}

test('all seeds pass and everything was reached: pass', async () => {
  const found = await explore(
    search((seed) => result(seed, 'pass', seed === 7 ? ['rare'] : []), { reaches: ['rare'] }),
  )
  expect(found).toMatchObject({ verdict: 'pass', seeds: 20, failures: 0, virtualMs: 40_000 })
  expect([...found.reached]).toEqual([['rare', 1]])
})

test('what was never reached makes a search unknown, and so does a seed of which nothing can be said', async () => {
  const never = await explore(search((seed) => result(seed, 'pass'), { reaches: ['rare'] }))
  expect(never).toMatchObject({ verdict: 'unknown', failures: 0 })
  const gap = await explore(search((seed) => result(seed, seed === 3 ? 'unknown' : 'pass')))
  expect(gap).toMatchObject({ verdict: 'unknown', unknowns: 1, seeds: 20 })
})

test('a search without any seed has shown nothing', async () => {
  expect(await explore(search((seed) => result(seed, 'pass'), { over: () => true }))).toMatchObject(
    {
      verdict: 'unknown',
      seeds: 0,
    },
  )
})

test('the first failure ends it; those already under way end, and the lowest seed comes first', async () => {
  const gates = new Map([1, 2, 3].map((seed) => [seed, Promise.withResolvers<SeedResult>()]))
  const begun: number[] = []
  const going = explore(
    search((seed) => result(seed, 'pass'), {
      run: async ({ seed }) => {
        begun.push(seed)
        return gates.get(seed)?.promise ?? result(seed, 'pass')
      },
    }),
  )
  gates.get(3)?.resolve(result(3, 'fail'))
  gates.get(1)?.resolve(result(1, 'fail'))
  gates.get(2)?.resolve(result(2, 'pass'))
  const found = await going
  expect(found).toMatchObject({ verdict: 'fail', seeds: 3, failures: 2 })
  expect(found.failed.map(({ seed }) => seed)).toEqual([1, 3])
  expect(begun).toEqual([1, 2, 3])
})

test('told to go on it tries every seed and keeps what failed', async () => {
  const found = await explore(
    search((seed) => result(seed, seed % 5 === 0 ? 'fail' : 'pass'), { keepGoing: true }),
  )
  expect(found).toMatchObject({ verdict: 'fail', seeds: 20, failures: 4 })
  expect(found.failed.map(({ seed }) => seed)).toEqual([5, 10, 15, 20])
})

test('a seed that the harness itself could not run ends the search as an error', async () => {
  const broken = search((seed) => result(seed, 'pass'), {
    run: async () => {
      throw new Error('no thread')
    },
  })
  await expect(explore(broken)).rejects.toThrow('no thread')
})
