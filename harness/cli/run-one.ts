/** One run, as `run` and `replay` show it: progress, verdict, report. */
import { join, relative } from 'node:path'
import { Sources } from '../diagnosis/source.ts'
import { parseFault } from '../fault/parse-fault.ts'
import { reportModel } from '../report/report-model.ts'
import { writeReport } from '../report/write.ts'
import { ledgerCounts, type RunResult, resultActs, resultFindings } from '../run/result.ts'
import { runScenario } from '../run/run-scenario.ts'
import type { StormWish } from '../run/storm.ts'
import { loadScenario } from '../scenario/find-scenarios.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { unaskedOf } from '../trace/unasked.ts'
import type { World } from '../world/world.ts'
import { repeatLine } from './repeat-line.ts'
import { root } from './root.ts'
import { Terminal } from './terminal.ts'

export interface OneRun {
  /** The scenario's whole id. */
  id: string
  world: World
  seed: number
  /** For scenarios of form weather. */
  wish?: StormWish
  /** Faults as the command line writes them. */
  faults: readonly string[]
  signal: AbortSignal
}

export async function runOne(one: OneRun): Promise<RunResult> {
  const { id, world, faults, signal } = one
  const terminal = new Terminal(process.stdout)
  terminal.title(`${id} in world ${world.name}`)
  const scenario = await loadScenario(id, root)
  const { seed, wish } = seedAndWish(scenario, one)
  const command = repeatLine({ id, world: world.name, seed, faults, wish })
  const finished = await runScenario({
    scenarioId: id,
    scenario,
    world,
    seed,
    ...(wish && { wish }),
    faults: faults.map((text) => parseFault(text, { root })),
    command,
    root,
    reports: join(root, 'reports'),
    signal,
    progress: (text, elapsedMs) => terminal.line(text, elapsedMs),
  })
  const { judged, record, folder, journal } = finished
  const report = join(folder, 'report.html')
  await writeReport(reportModel(record, judged, new Sources(root)), report)
  const result: RunResult = {
    scenario: id,
    world: world.name,
    seed,
    verdict: judged.verdict,
    headline: judged.headline,
    findings: resultFindings(judged.findings),
    ledger: ledgerCounts(judged),
    acts: resultActs(judged.acts),
    unasked: unaskedOf(record) ?? null,
    verdictLatencyMs: finished.verdictLatencyMs,
    durationMs: finished.durationMs,
    journal: journal === undefined ? '' : relative(process.cwd(), journal),
    report: relative(process.cwd(), report),
  }
  terminal.result(result, command)
  return result
}

/** A scenario that pinned a failure plays it with the seed that it was found with. */
function seedAndWish({ weather }: Scenario, { seed, wish }: OneRun): Pick<OneRun, 'seed' | 'wish'> {
  if (weather === undefined) return { seed }
  if (wish?.pinned && weather.pinned) return { seed: weather.pinned.seed, wish: { pinned: true } }
  return { seed, wish: { ...wish, pinned: false } }
}
