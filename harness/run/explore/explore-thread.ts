/** What a thread of a search does for each job: runs one seed. */
import { loadScenario } from '../../scenario/find-scenarios.ts'
import { runSeed, type SeedJob } from './seed-job.ts'
import type { SeedResult } from './seed-result.ts'
import type { SearchSetting } from './seed-threads.ts'

export interface ThreadTask {
  setting: SearchSetting
  job: SeedJob
}

export default async function runTask({ setting, job }: ThreadTask): Promise<SeedResult> {
  const { scenarioId, root, planted } = setting
  const scenario = await loadScenario(scenarioId, root)
  if (scenario.weather === undefined) throw new Error(`${scenarioId} has no weather to explore.`)
  return runSeed({ scenarioId, scenario, root, planted }, job)
}
