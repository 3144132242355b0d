/** What bad weather is: which faults come by chance, how often, and what must hold after it. */
import type { RunRecord } from '../trace/run-record.ts'
import type { Bug } from './bug.ts'

/** From, to; both included. */
export type Range = readonly [number, number]

/** One kind of bad weather: which fault, how often, how bad. */
export interface Gust {
  /** A fault of the world, as in the list of faults: `partition`. */
  fault: string
  /** How many of it are to be expected in a minute of the world's time. */
  perMinute: number
  /** How long each lasts, in milliseconds of the world; absent for what is over at once. */
  forMs?: Range
  /** Options of the fault itself, each drawn from its range. */
  options?: Readonly<Record<string, Range>>
  /** Whom it strikes: Master, or the workers; any of them if absent. Links are always to Master. */
  strikes?: 'master' | 'workers'
  /** Of a fault of pages: which answers it alters, one of these; any that it can if absent. */
  answers?: readonly string[]
}

/** Something that must have happened in some seed of a search, or nothing was searched. */
export interface Reach {
  name: string
  seenIn(record: RunRecord): boolean
}

/** A failure that exploring found and shrank; `glassbox run` repeats it and expects it. */
export interface Pinned {
  seed: number
  /** Ids of faults, as the command line writes them. */
  faults: readonly string[]
  stormMs: number
  /** Invariants that must fail, and no others may. */
  fail: readonly string[]
  /** One of these files must be among the first three suspects. */
  suspects?: readonly string[]
}

export interface Weather {
  /** Faults come in this time from the system's start on, in milliseconds of the world. */
  stormMs: number
  /** Once all have healed, everything shown must have arrived within this time. */
  catchUpMs: number
  /** Then the system is watched for this long, in which nothing may be amiss. */
  calmMs: number
  gusts: readonly Gust[]
  reaches: readonly Reach[]
  /** A bug of the system itself, planted in every run, which the weather has to bring to light. */
  bug?: Bug
  pinned?: Pinned
}
