/** A bench measures one thing of the project beside its bound; one bench, one file. */
import type { BenchRow } from './row.ts'

export interface BenchOptions {
  /** The project's folder. */
  root: string
  /** How much virtual time is simulated. */
  virtualMs: number
  /** Breaks it off, in order. */
  signal: AbortSignal
  /** For a person who waits. */
  progress(text: string): void
}

export interface Bench {
  name: string
  /** What it measures, in a sentence. */
  description: string
  /** @throws BenchError if it could not measure. */
  run(options: BenchOptions): Promise<BenchRow[]>
}

/** Nothing could be measured, or what was measured may not be compared. */
export class BenchError extends Error {
  override name = 'BenchError'
}
