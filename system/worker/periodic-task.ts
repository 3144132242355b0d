/**
 * Does something every interval and never twice at a time. A tick that comes while it is under
 * way runs it once more right after.
 */
export class PeriodicTask {
  readonly #intervalMs: number
  readonly #work: () => Promise<void>
  readonly #onFailure: (error: unknown) => void
  #timer: NodeJS.Timeout | undefined
  #running: Promise<void> | undefined
  #again = false

  /** `onFailure` gets what `work` throws; it goes on at the next tick all the same. */
  constructor(intervalMs: number, work: () => Promise<void>, onFailure: (error: unknown) => void) {
    this.#intervalMs = intervalMs
    this.#work = work
    this.#onFailure = onFailure
  }

  /** Begins to tick; the first run is at once, or after one interval. */
  start(first: 'at once' | 'after one interval'): void {
    if (this.#timer !== undefined) return
    this.#timer = setInterval(() => this.#tick(), this.#intervalMs)
    if (first === 'at once') this.#tick()
  }

  /** No tick comes any more; resolves when the run that is under way has ended. */
  async stop(): Promise<void> {
    clearInterval(this.#timer)
    this.#again = false
    await this.#running
  }

  #tick(): void {
    if (this.#running !== undefined) {
      this.#again = true
      return
    }
    this.#running = this.#run()
  }

  async #run(): Promise<void> {
    do {
      this.#again = false
      try {
        await this.#work()
      } catch (error) {
        this.#onFailure(error)
      }
    } while (this.#again)
    this.#running = undefined
  }
}
