/** What a thread of a search does for each job: runs one seed. */
import { SystemTree } from '../../fault/code/system-tree.ts'
import { loadScenario } from '../../scenario/find-scenarios.ts'
import { runSeed } from './seed-job.ts'
import type { SeedResult } from './seed-result.ts'
import type { ThreadTask } from './thread-task.ts'

let tree: SystemTree | undefined

export default async function runTask({ setting, job }: ThreadTask): Promise<SeedResult> {
  const { scenarioId, root, planted } = setting
  const scenario = await loadScenario(scenarioId, root)
  if (scenario.weather === undefined) throw new Error(`${scenarioId} has no weather to explore.`)
  if (tree?.root !== root) tree = new SystemTree(root)
  return runSeed({ scenarioId, scenario, root, tree, planted }, job)
}
