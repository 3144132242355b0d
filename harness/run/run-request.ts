/** What a caller asks for: a scenario, in a world, with faults. */
import type { StageOptions } from './stage.ts'

export type RunRequest = Omit<StageOptions, 'runId' | 'folder' | 'signal'> & {
  /** Where run folders are made: `reports/`. */
  reports: string
  /** Ends the run early, in order. */
  signal: AbortSignal
}
