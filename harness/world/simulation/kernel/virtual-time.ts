import { TimeQueue } from './time-queue.ts'

export interface Scheduled {
  cancel(): void
}

/**
 * What is to happen when, in true virtual milliseconds. What is due in the same millisecond happens
 * in the order in which it was scheduled.
 */
export class VirtualTime {
  readonly startMs: number
  readonly #queue = new TimeQueue()
  #nowMs: number
  #underWay = false

  constructor(startMs: number) {
    this.startMs = startMs
    this.#nowMs = startMs
  }

  /** Milliseconds since 1970, as no host but a good clock shows them. */
  get nowMs(): number {
    return this.#nowMs
  }

  /** How much is scheduled. */
  get count(): number {
    return this.#queue.count
  }

  /**
   * Whole milliseconds; a part of one counts as one. Never runs what it is given at once; and what
   * something that happens schedules for this very millisecond comes in the next, so that time
   * goes on whatever anybody does.
   */
  after(delayMs: number, work: () => void): Scheduled {
    const queue = this.#queue
    const wholeMs = Math.max(Math.ceil(delayMs), this.#underWay ? 1 : 0)
    const due = queue.push(this.#nowMs + wholeMs, work)
    return { cancel: () => queue.cancel(due) }
  }

  /** Goes on to the next thing that is scheduled, and does it. */
  next(): void {
    const due = this.#queue.take()
    if (due === undefined) return
    this.#nowMs = due.atMs
    this.#underWay = true
    try {
      due.work()
    } finally {
      this.#underWay = false
    }
  }
}
