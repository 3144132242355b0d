/** What is sent to a thread of a search; plain values. */
import type { SeedJob } from './seed-job.ts'

export interface SearchSetting {
  scenarioId: string
  root: string
  /** Further faults in every run, as the command line writes them. */
  planted: readonly string[]
}

export interface ThreadTask {
  setting: SearchSetting
  job: SeedJob
}
