/**
 * Runs a scenario in the simulation twice, with its journal in a file and in memory, and prints
 * what the two records hold and how they are judged. Not in vitest's own process: a simulation
 * loads the system's modules itself.
 */
import { mkdtempDisposableSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../../setup/paths.mjs'
import { Sources } from '../../diagnosis/source.ts'
import { readJournal } from '../../journal/read-journal.ts'
import { loadScenario } from '../../scenario/find-scenarios.ts'
import { RunRecord } from '../../trace/run-record.ts'
import { simulationWorld } from '../../world/simulation/simulation-world.ts'
import { judgeRun } from '../judge-run.ts'
import { runScenario } from '../run-scenario.ts'

const scenarioId = process.argv[2] ?? ''
using reports = mkdtempDisposableSync(join(tmpdir(), 'glassbox-modes-'))
const scenario = await loadScenario(scenarioId, root)

const run = (journal: 'file' | 'memory') =>
  runScenario({
    scenarioId,
    scenario,
    world: simulationWorld,
    seed: 7,
    faults: [],
    command: '',
    root,
    reports: reports.path,
    journal,
    signal: new AbortController().signal,
    progress: () => undefined,
  })

function contentsOf(record: RunRecord) {
  const kinds = ['run', 'act', 'step', 'process', 'fault', 'caught', 'served', 'receipt'] as const
  const more = ['state', 'output', 'drain', 'problem', 'uncaught', 'unserved', 'episode'] as const
  const { spans, logs, metrics } = record
  const entries = [...kinds, ...more, 'unasked' as const].flatMap((kind) => record.entries(kind))
  return { spans, logs, metrics, entries, judged: judgeRun(record, new Sources(root)) }
}

const kept = await run('file')
const inMemory = await run('memory')
const read = RunRecord.from(readJournal(kept.journal ?? '').lines)
process.stdout.write(
  JSON.stringify({
    live: contentsOf(kept.record),
    file: contentsOf(read),
    memory: contentsOf(inMemory.record),
    journal: inMemory.journal ?? null,
  }),
)
