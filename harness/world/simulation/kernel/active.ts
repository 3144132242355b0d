import type { CallLog } from './call-log.ts'
import type { Entropy } from './entropy.ts'
import type { HostTimers } from './host-timer.ts'
import type { UnsimulatedCallError } from './unsimulated-call-error.ts'

/** What the replaced globals ask: see `installed-globals.ts`. */
export interface ActiveSimulation {
  readonly timers: HostTimers
  readonly entropy: Entropy
  /** `Date.now()`, `performance.now()` and `performance.timeOrigin` of whoever asks. */
  wallMs(): number
  steadyMs(): number
  timeOriginMs(): number
  /** Every call by which code meets the simulation, if somebody compares them. */
  readonly calls?: CallLog | undefined
  /** Makes a place in the code the same on any machine. */
  shortenStack(text: string): string
  /** Answers `fetch` of a host's program; undefined where that is not for it to answer. */
  answerFetch?(...call: Parameters<typeof fetch>): Promise<Response> | undefined
  /** Something not simulated was called by a host's program. */
  onUnsimulated(error: UnsimulatedCallError): void
}

let active: ActiveSimulation | undefined

/** The one simulation under way in this thread, if any. */
export function activeSimulation(): ActiveSimulation | undefined {
  return active
}

export function activate(simulation: ActiveSimulation | undefined): void {
  active = simulation
}
