/** What a measuring process is asked, and what it answers. */
import { z } from 'zod'

export const jobSchema = z.object({
  root: z.string(),
  workers: z.number(),
  accounts: z.number(),
  /** How long the story waits. A run lasts a little longer: it begins, settles and ends. */
  virtualMs: z.number(),
  /** Where a run leaves its traffic, and the floor finds it. */
  trafficFile: z.string(),
  /** For whatever else is written; whoever made it removes it. */
  scratch: z.string(),
})
export type Job = z.infer<typeof jobSchema>

export const measuredSchema = z.object({
  /** From nothing to the verdict; Node's own start and the loading of the harness not counted. */
  wallMs: z.number(),
  /** Processor time of this process in the same stretch. */
  cpuMs: z.number(),
  /** Of `wallMs`, until the system had started and said hello (`warmUpMs`). */
  startWallMs: z.number(),
  startCpuMs: z.number(),
  /** Virtual time from the run's first entry to its last; the floor passes as much. */
  virtualMs: z.number(),
  messages: z.number(),
  bytes: z.number(),
  /** Of a run: spans in its record, its verdict in words. */
  spans: z.number(),
  verdict: z.string(),
})
export type Measured = z.infer<typeof measuredSchema>

/** Virtual time in which every worker has loaded, connected and registered. */
export const warmUpMs = 5000
/** One seed for all, so that every run of the same size sends the same. */
export const seed = 1

export function readJob(): Job {
  return jobSchema.parse(JSON.parse(process.argv[2] ?? ''))
}

/** Measures wall and processor time from its making on. */
export class Stopwatch {
  // The simulation replaces the functions of `performance`; these are Node's own.
  static readonly #now = performance.now.bind(performance)
  readonly #startMs = Stopwatch.#now()
  readonly #startCpu = process.cpuUsage()

  get wallMs(): number {
    return Stopwatch.#now() - this.#startMs
  }

  get cpuMs(): number {
    const { user, system } = process.cpuUsage(this.#startCpu)
    return (user + system) / 1000
  }
}

/** Answers, and ends this process. */
export function report(measured: Measured): void {
  process.send?.(measured, () => process.disconnect?.())
}
