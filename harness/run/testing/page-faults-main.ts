/** Runs the story of all page faults in real processes, and prints where it left its journal. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../../setup/paths.mjs'
import { chooseWorld } from '../../world/worlds.ts'
import { runScenario } from '../run-scenario.ts'
import { pageFaultScenario } from './page-fault-story.ts'

export interface PageFaultsRun {
  journal: string
  findings: { invariant: string; summary: string }[]
}

const reports = join(root, 'reports')
mkdirSync(reports, { recursive: true })
const { journal = '', judged } = await runScenario({
  scenarioId: 'page-faults',
  scenario: pageFaultScenario,
  world: await chooseWorld('processes'),
  seed: 1,
  faults: [],
  command: 'test',
  root,
  reports,
  signal: new AbortController().signal,
  progress: (text, ms = 0) => process.stderr.write(`${Math.round(ms)} ${text}\n`),
})
const findings = judged.findings.map(({ invariant, summary }) => ({ invariant, summary }))
const result: PageFaultsRun = { journal, findings }
process.stdout.write(JSON.stringify(result))
