/**
 * Runs a scenario in the simulation once for each set of faults, one after the other, and prints
 * what each run came to. For tests of many faults, which need not start `glassbox` for each.
 */
import { root } from '../../../setup/paths.mjs'
import type { Verdict } from '../../check/finding.ts'
import { SystemTree } from '../../fault/code/system-tree.ts'
import { parseFault } from '../../fault/parse-fault.ts'
import { loadScenario } from '../../scenario/find-scenarios.ts'
import { simulationWorld } from '../../world/simulation/simulation-world.ts'
import { type ResultFinding, resultFindings } from '../result.ts'
import { runScenario } from '../run-scenario.ts'

/** What it prints, one for each set of faults. */
export interface PlantedRun {
  verdict: Verdict
  findings: ResultFinding[]
  /** Of each fault, in the order in which the journal has them. */
  phases: string[][]
}

const [scenarioId = '', sets = '[]'] = process.argv.slice(2)
const scenario = await loadScenario(scenarioId, root)
const tree = new SystemTree(root)

async function run(faults: readonly string[]): Promise<PlantedRun> {
  const { judged, record } = await runScenario({
    scenarioId,
    scenario,
    world: simulationWorld,
    seed: 1,
    faults: faults.map((text) => parseFault(text, { root })),
    command: 'test',
    root,
    tree,
    reports: '',
    journal: 'memory',
    signal: new AbortController().signal,
    progress: () => undefined,
  })
  const entries = record.entries('fault')
  return {
    verdict: judged.verdict,
    findings: resultFindings(judged.findings),
    phases: faults.map((id) => entries.filter((e) => e.fault === id).map(({ phase }) => phase)),
  }
}

const runs: PlantedRun[] = []
for (const faults of JSON.parse(sets)) runs.push(await run(faults))
process.stdout.write(JSON.stringify(runs))
