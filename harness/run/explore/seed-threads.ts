/**
 * Threads that run seeds side by side. One that has grown large is replaced: what the module
 * loader holds of ended simulations goes only with its thread.
 */
import { Tinypool } from 'tinypool'
import type { SeedJob } from './seed-job.ts'
import type { SeedResult } from './seed-result.ts'
import type { SearchSetting, ThreadTask } from './thread-task.ts'

const largeBytes = 600e6
/**
 * A run leaves much that is garbage at once; in so large a young generation little of it lives long
 * enough to be copied. A third of it is one half-space.
 */
const youngMb = 192

export class SeedThreads implements AsyncDisposable {
  readonly #setting: SearchSetting
  readonly #pool: Tinypool

  constructor(setting: SearchSetting, count: number) {
    this.#setting = setting
    // The simulation's zone; a thread cannot set it for itself.
    process.env.TZ = 'UTC'
    this.#pool = new Tinypool({
      filename: new URL('./explore-thread.ts', import.meta.url).href,
      minThreads: 1,
      maxThreads: count,
      idleTimeout: 10_000,
      maxMemoryLimitBeforeRecycle: largeBytes,
      resourceLimits: { maxYoungGenerationSizeMb: youngMb },
      // An idle thread that waits in Atomics would not clean up behind its last run.
      useAtomics: false,
    })
  }

  /** Jobs begin in the order in which they were given. Rejects where the harness itself failed. */
  async run(job: SeedJob): Promise<SeedResult> {
    const task: ThreadTask = { setting: this.#setting, job }
    return this.#pool.run(task)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#pool.cancelPendingTasks()
    await this.#pool.destroy()
  }
}
