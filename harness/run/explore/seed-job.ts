/** One job of a search: a seed, under the weather that it draws or under given faults. */
import type { SystemTree } from '../../fault/code/system-tree.ts'
import { parseFault } from '../../fault/parse-fault.ts'
import type { WeatherScenario } from '../../scenario/scenario.ts'
import { simulationWorld } from '../../world/simulation/simulation-world.ts'
import { type FinishedRun, runScenario } from '../run-scenario.ts'
import { stormOf } from '../storm.ts'
import type { SeedResult } from './seed-result.ts'

export interface SeedJob {
  seed: number
  /** Instead of what the seed draws. */
  faults?: readonly string[]
  stormMs?: number
}

export interface SeedSetting {
  scenarioId: string
  scenario: WeatherScenario
  root: string
  /** The system's sources; one for a whole search, so that all its seeds are of the same. */
  tree: SystemTree
  /** Further faults in every run, as the command line writes them: a planted bug. */
  planted: readonly string[]
}

const nowhere = ''

/** Runs it in the simulated world, keeping nothing but the result. */
export async function runSeed(setting: SeedSetting, job: SeedJob): Promise<SeedResult> {
  const { scenarioId, scenario, root, tree, planted } = setting
  const { seed, faults, stormMs } = job
  const wish = { calm: faults !== undefined, ...(stormMs === undefined ? {} : { stormMs }) }
  const run = await runScenario({
    scenarioId,
    scenario,
    world: simulationWorld,
    seed,
    faults: [...planted, ...(faults ?? [])].map((text) => parseFault(text, { root })),
    wish,
    command: '',
    root,
    tree,
    // Nothing is written there: neither a journal nor the world's scratch.
    reports: nowhere,
    journal: 'memory',
    signal: new AbortController().signal,
    progress: () => undefined,
  })
  const storm = stormOf(scenario, seed, wish, root)
  return resultOf(run, scenario, {
    seed,
    faults: [...(faults ?? storm.faults.map(({ id }) => id))],
    stormMs: storm.entry.stormMs,
  })
}

function resultOf(
  { judged, record }: FinishedRun,
  { weather }: WeatherScenario,
  job: Pick<SeedResult, 'seed' | 'faults' | 'stormMs'>,
): SeedResult {
  return {
    ...job,
    verdict: judged.verdict,
    findings: judged.findings.map(({ invariant, verdict, hop, summary, suspects }) => ({
      invariant,
      verdict,
      hop: hop ?? null,
      summary,
      suspects: suspects.slice(0, 3).map(({ file, line }) => `${file}:${line}`),
    })),
    reached: [
      ...weather.reaches.filter(({ seenIn }) => seenIn(record)).map(({ name }) => name),
      ...kindsReached(record.entries('fault')),
    ],
    virtualMs: record.lastMs - record.startMs,
  }
}

/** Kinds of faults that touched something. */
function kindsReached(entries: readonly { fault: string; phase: string }[]): string[] {
  const kinds = entries
    .filter(({ phase }) => phase === 'reached')
    .map(({ fault }) => `fault ${fault.split(/[:?]/)[0]}`)
  return [...new Set(kinds)]
}
