import { createClock } from '@sinonjs/fake-timers'

export interface Scheduled {
  cancel(): void
}

/**
 * What is to happen when, in true virtual milliseconds: the queue of @sinonjs/fake-timers, without
 * installing it. (Its own installation knows nothing of hosts, and leaves functions behind that
 * work no more once it is gone; `installed-globals.ts` is ours.) What is due in the same
 * millisecond happens in the order in which it was scheduled.
 */
export class VirtualTime {
  readonly startMs: number
  readonly #clock: ReturnType<typeof createClock>

  constructor(startMs: number) {
    this.startMs = startMs
    this.#clock = createClock(startMs, Number.POSITIVE_INFINITY)
  }

  /** Milliseconds since 1970, as no host but a good clock shows them. */
  get nowMs(): number {
    return this.#clock.now
  }

  /** How much is scheduled. */
  get count(): number {
    return this.#clock.countTimers()
  }

  /** Whole milliseconds; a part of one counts as one. Never runs what it is given at once. */
  after(delayMs: number, work: () => void): Scheduled {
    const clock = this.#clock
    const timer = clock.setTimeout(work, Math.ceil(delayMs))
    return {
      // fake-timers types its two kinds of clock as a union that `clearTimeout` cannot be called on.
      cancel: () => {
        Reflect.apply(clock.clearTimeout, clock, [timer])
      },
    }
  }

  /** Goes on to the next thing that is scheduled, and does it. */
  next(): void {
    this.#clock.next()
  }
}
