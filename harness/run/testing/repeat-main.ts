/**
 * Runs a scenario for one seed after the other, seeds from the command line or, in a thread, from
 * its data, and tells a hash of each journal and how many lives are left in memory.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { queryObjects } from 'node:v8'
import { parentPort, Worker, workerData } from 'node:worker_threads'
import { root } from '../../../setup/paths.mjs'
import { SystemTree } from '../../fault/code/system-tree.ts'
import { loadScenario } from '../../scenario/find-scenarios.ts'
import { Life } from '../../world/simulation/kernel/life.ts'
import { simulationWorld } from '../../world/simulation/simulation-world.ts'
import { runScenario } from '../run-scenario.ts'

/** What it prints. */
export interface Repeated {
  here: string[]
  beside: string[]
  lives: number
}

const scenarioId = 'sync/killed-worker'

async function hashes(seeds: readonly number[]): Promise<string[]> {
  const reports = mkdtempSync(join(tmpdir(), 'glassbox-repeat-'))
  const scenario = await loadScenario(scenarioId, root)
  // Kept from run to run, as a search keeps it, and with it the modules that runs share.
  const tree = new SystemTree(root)
  const found: string[] = []
  try {
    for (const seed of seeds) {
      const { journal } = await runScenario({
        scenarioId,
        scenario,
        world: simulationWorld,
        seed,
        faults: [],
        command: 'test',
        root,
        tree,
        reports,
        signal: new AbortController().signal,
        progress: () => undefined,
      })
      if (journal === undefined) throw new Error('The run kept no journal.')
      found.push(createHash('sha256').update(readFileSync(journal)).digest('hex'))
    }
  } finally {
    rmSync(reports, { recursive: true, force: true })
  }
  return found
}

if (parentPort) parentPort.postMessage(await hashes(workerData))
else {
  const thread = new Worker(new URL(import.meta.url), { workerData: [1] })
  const inThread = new Promise((resolve, reject) =>
    thread.on('message', resolve).on('error', reject),
  )
  const here = await hashes([1, 2, 1])
  const beside = await inThread
  // What the last turns still hold is let go of.
  await new Promise((resolve) => setTimeout(resolve, 50))
  const lives = queryObjects(Life, { format: 'count' })
  process.stdout.write(JSON.stringify({ here, beside, lives }))
}
