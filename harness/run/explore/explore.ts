/**
 * A search through seeds: runs them side by side, counts what came of them, and stops at the first
 * that fails, unless told to go on.
 */
import { type Verdict, worst } from '../../check/finding.ts'
import type { SeedJob } from './seed-job.ts'
import type { SeedResult } from './seed-result.ts'

export interface Search {
  /** The seeds to try, in order. */
  seeds: Iterable<number>
  run(job: SeedJob): Promise<SeedResult>
  /** How many run side by side. */
  threads: number
  /** What must have been reached in some seed. */
  reaches: readonly string[]
  keepGoing: boolean
  /** No further seed is begun once it is over. */
  over(): boolean
  /** Hears of each seed as it ends. */
  onResult?(result: SeedResult, soFar: SearchResult): void
}

export interface SearchResult {
  verdict: Verdict
  seeds: number
  /** Seeds that failed, the lowest first; at most the first hundred are kept. */
  failed: SeedResult[]
  failures: number
  /** Seeds of which nothing can be said; the first few. */
  unknown: SeedResult[]
  unknowns: number
  /** What was to be reached, and in how many seeds it was. */
  reached: Map<string, number>
  virtualMs: number
}

const mostKept = 100

export async function explore(search: Search): Promise<SearchResult> {
  const result: SearchResult = {
    verdict: 'unknown',
    seeds: 0,
    failed: [],
    failures: 0,
    unknown: [],
    unknowns: 0,
    reached: new Map(search.reaches.map((name) => [name, 0])),
    virtualMs: 0,
  }
  const seeds = search.seeds[Symbol.iterator]()
  const stopped = () => search.over() || (result.failures > 0 && !search.keepGoing)
  const lane = async (): Promise<void> => {
    while (!stopped()) {
      const next = seeds.next()
      if (next.done) return
      const one = await search.run({ seed: next.value })
      take(result, one)
      search.onResult?.(one, result)
    }
  }
  await Promise.all(Array.from({ length: search.threads }, lane))
  result.failed.sort((a, b) => a.seed - b.seed)
  return { ...result, verdict: verdictOf(result) }
}

function take(all: SearchResult, one: SeedResult): void {
  all.seeds += 1
  all.virtualMs += one.virtualMs
  for (const name of one.reached) all.reached.set(name, (all.reached.get(name) ?? 0) + 1)
  if (one.verdict === 'fail') {
    all.failures += 1
    if (all.failed.length < mostKept) all.failed.push(one)
  } else if (one.verdict === 'unknown') {
    all.unknowns += 1
    if (all.unknown.length < mostKept) all.unknown.push(one)
  }
}

/** A search that reached too little, or could not judge a seed, has not shown that all is well. */
function verdictOf({ seeds, failures, unknowns, reached }: SearchResult): Verdict {
  const verdicts: Verdict[] = []
  if (failures > 0) verdicts.push('fail')
  if (unknowns > 0 || [...reached.values()].includes(0)) verdicts.push('unknown')
  if (seeds > 0) verdicts.push('pass')
  return worst(verdicts)
}
