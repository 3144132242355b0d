import type { VirtualTime } from './virtual-time.ts'

/** The clocks of one host: a wall clock that may be wrong or jump, and a steady one that may drift. */
export class HostClock {
  /** How far the wall clock is ahead of the true time, besides its drift. */
  skewMs = 0
  readonly #time: VirtualTime
  #driftPpm = 0
  /** Since when, in true time, this drift has held, and what the steady clock showed then. */
  #anchorTrueMs: number
  #anchorSteadyMs = 0
  readonly #watchers = new Set<() => void>()

  constructor(time: VirtualTime) {
    this.#time = time
    this.#anchorTrueMs = time.nowMs
    this.#anchorSteadyMs = time.nowMs - time.startMs
  }

  /** Parts per million by which both clocks, and the host's timers, run too fast. */
  get driftPpm(): number {
    return this.#driftPpm
  }

  set driftPpm(ppm: number) {
    if (!Number.isFinite(ppm) || ppm <= -1e6) {
      throw new RangeError(
        `A clock cannot drift by ${ppm} parts per million: it would stand still.`,
      )
    }
    this.#anchorSteadyMs = this.steadyMs()
    this.#anchorTrueMs = this.#time.nowMs
    this.#driftPpm = ppm
  }

  /** Somebody sets the wall clock; timers do not notice. */
  jump(ms: number): void {
    this.skewMs += ms
  }

  /** Tells of every time that somebody asks what it is by the wall clock. */
  watch(onRead: () => void): () => void {
    this.#watchers.add(onRead)
    return () => {
      this.#watchers.delete(onRead)
    }
  }

  /** What `Date.now()` says, with its fraction. */
  wallMs(): number {
    for (const onRead of this.#watchers) onRead()
    return this.#time.nowMs + this.aheadMs
  }

  /** How far the wall clock is ahead of the true time; nobody reads it for that. */
  get aheadMs(): number {
    return this.#time.startMs + this.steadyMs() + this.skewMs - this.#time.nowMs
  }

  /** Runs on whatever is done to the wall clock; 0 when the simulation began. */
  steadyMs(): number {
    return this.#anchorSteadyMs + (this.#time.nowMs - this.#anchorTrueMs) * this.#rate
  }

  /** How long, in true time, the host takes to count so many milliseconds. */
  trueDelayMs(delayMs: number): number {
    return this.#driftPpm === 0 ? delayMs : delayMs / this.#rate
  }

  get #rate(): number {
    return 1 + this.#driftPpm / 1e6
  }
}
