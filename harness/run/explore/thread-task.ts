/** What a search asks of its threads: plain values, since they cross from thread to thread. */
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
