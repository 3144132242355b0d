/**
 * Threads that run seeds side by side. Their memory stays flat over hundreds of seeds; one that has
 * grown large all the same is replaced.
 */
import { Tinypool } from 'tinypool'
import { WorldError } from '../../world/world.ts'
import type { SeedJob } from './seed-job.ts'
import type { SeedResult } from './seed-result.ts'
import type { SearchSetting, ThreadTask } from './thread-task.ts'

const largeBytes = 600e6
/**
 * A run leaves much that is garbage at once; in so large a young generation little of it lives long
 * enough to be copied. A third of it is one half-space.
 */
const youngMb = 192

export interface ThreadOptions {
  /** Once it is aborted, no job is waited for any more. */
  signal?: AbortSignal
  /** A thread whose long-lived memory grows larger dies; Node's own limit unless told. */
  mostMb?: number
}

export class SeedThreads implements AsyncDisposable {
  readonly #setting: SearchSetting
  readonly #pool: Tinypool
  readonly #signal: AbortSignal | undefined
  readonly #waiting = new Set<(reason: unknown) => void>()

  constructor(setting: SearchSetting, count: number, { signal, mostMb }: ThreadOptions = {}) {
    this.#setting = setting
    this.#signal = signal
    signal?.addEventListener('abort', this.#giveUp, { once: true })
    // The simulation's zone; a thread cannot set it for itself.
    process.env.TZ = 'UTC'
    this.#pool = new Tinypool({
      filename: new URL('./explore-thread.ts', import.meta.url).href,
      minThreads: 1,
      maxThreads: count,
      idleTimeout: 10_000,
      maxMemoryLimitBeforeRecycle: largeBytes,
      resourceLimits: {
        maxYoungGenerationSizeMb: youngMb,
        ...(mostMb === undefined ? {} : { maxOldGenerationSizeMb: mostMb }),
      },
      // An idle thread that waits in Atomics would not clean up behind its last run.
      useAtomics: false,
    })
  }

  /** Jobs begin in the order in which they were given. Rejects where the harness itself failed. */
  async run(job: SeedJob): Promise<SeedResult> {
    this.#signal?.throwIfAborted()
    const task: ThreadTask = { setting: this.#setting, job }
    const given = Promise.withResolvers<SeedResult>()
    this.#waiting.add(given.reject)
    this.#pool.run(task).then(given.resolve, (error) => given.reject(asSentence(error, job)))
    try {
      return await given.promise
    } finally {
      this.#waiting.delete(given.reject)
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#giveUp)
    this.#pool.cancelPendingTasks()
    await this.#pool.destroy()
  }
  readonly #giveUp = (): void => {
    for (const reject of this.#waiting) reject(this.#signal?.reason)
  }
}

function asSentence(error: unknown, { seed }: SeedJob): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code !== 'ERR_WORKER_OUT_OF_MEMORY') {
    // A bug of ours; whoever mends it wants to know which seed brings it about.
    if (error instanceof Error) error.stack = `In seed ${seed}: ${error.stack}`
    return error
  }
  return new WorldError(
    `Could not run seed ${seed}: its thread ran out of memory. Run fewer side by side with --threads.`,
    { cause: error },
  )
}
