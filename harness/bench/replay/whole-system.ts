/** The whole system in world `processes`: a worker with Chromium, Master, telemetry, all checks. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Recording } from '../../replay/recording.ts'
import { runScenario } from '../../run/run-scenario.ts'
import { scenario } from '../../scenario/scenario.ts'
import type { RunRecord } from '../../trace/run-record.ts'
import { itemsOf } from '../../trace/span.ts'
import { processesWorld } from '../../world/processes/processes-world.ts'
import { BenchError, type BenchOptions } from '../bench.ts'

export interface SystemTime {
  /** All rounds of the crawl, each from its beginning to its end, and what came after the last. */
  readonly ms: number
  /** Of that, from the end of the last round until the last item was in the store. */
  readonly tailMs: number
}

const limitMs = 15 * 60_000

/** @throws BenchError if not every item came into Master's store */
export async function measureSystem(
  recording: Recording,
  rounds: number,
  items: ReadonlySet<string>,
  { root, signal, progress }: BenchOptions,
): Promise<SystemTime> {
  const reports = await mkdtemp(join(tmpdir(), 'glassbox-bench-'))
  try {
    const { record, judged } = await runScenario({
      scenarioId: 'bench/replay',
      scenario: scenario('a replay into the store', {
        topology: { workers: 1, accounts: 1 },
        recording: recording.name,
        limitMs,
        async story({ trace }) {
          await trace.until('crawl.round', { times: rounds, limitMs })
        },
      }),
      world: processesWorld,
      seed: 1,
      faults: [],
      command: 'npx glassbox bench replay',
      root,
      reports,
      journal: 'memory',
      signal,
      progress: (text) => progress(`  ${text}`),
    })
    if (judged.verdict !== 'pass') {
      throw new BenchError(`The system under measurement did not pass: ${judged.headline}`)
    }
    return timeOf(record, rounds, items)
  } finally {
    await rm(reports, { recursive: true, force: true })
  }
}

function timeOf(record: RunRecord, rounds: number, items: ReadonlySet<string>): SystemTime {
  const crawls = record.spansNamed('crawl.round').slice(0, rounds)
  const missing = new Set(items)
  let storedMs = 0
  for (const span of record.spansNamed('store.merge')) {
    for (const item of itemsOf(span)) if (missing.delete(item)) storedMs = span.endMs
  }
  if (missing.size > 0 || crawls.length < rounds) {
    throw new BenchError(`${missing.size} of ${items.size} items never came into the store.`)
  }
  const crawledMs = crawls.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0)
  const tailMs = Math.max(0, storedMs - (crawls.at(-1)?.endMs ?? 0))
  return { ms: crawledMs + tailMs, tailMs }
}
