import type { CodeFault } from '../fault/code/code-fault.ts'

/** A bug that is planted on purpose, and has to be caught. */
export interface Bug {
  /** What is wrong, in one sentence, as its author would not have written it. */
  story: string
  /** All of them together are the bug. */
  faults: readonly CodeFault[]
  /**
   * `start`: every process runs the broken code. `restart`: the code is changed under the running
   * system, so only what is started again later runs it.
   */
  from: 'start' | 'restart'
  /** Invariants of which at least one has to fail. */
  caughtBy: readonly string[]
}
