/** What a thread of a search does for each job: runs one seed. */
import { loadScenario } from '../../scenario/find-scenarios.ts'
import { runSeed } from './seed-job.ts'
import type { SeedResult } from './seed-result.ts'
import type { ThreadTask } from './thread-task.ts'

export default async function runTask({ setting, job }: ThreadTask): Promise<SeedResult> {
  const { scenarioId, root, planted } = setting
  const scenario = await loadScenario(scenarioId, root)
  if (scenario.weather === undefined) throw new Error(`${scenarioId} has no weather to explore.`)
  return runSeed({ scenarioId, scenario, root, planted }, job)
}
