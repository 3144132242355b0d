/**
 * One life of a simulated host, from its start to its kill: what an operating system calls a
 * process. The context (AsyncLocalStorage) that code runs in says whose it is, across timers,
 * promises and sockets; so all that a life set up can be taken away with it.
 */
import { AsyncLocalStorage } from 'node:async_hooks'
import type { HostClock } from './host-clock.ts'

/** Something that ends with the life that owns it, without a word to that life. */
export interface Owned {
  abandon(): void
}

export interface LifeOptions {
  hostName: string
  /** 1 for the first. */
  number: number
  clock: HostClock
  /** Does something a little later, in no host's context. */
  soon(work: () => void): void
  /** Something threw, and nothing in the host caught it. */
  onCrash(error: unknown): void
}

export class Life {
  readonly hostName: string
  readonly number: number
  readonly clock: HostClock
  /** What the two clocks showed when it began. */
  readonly startSteadyMs: number
  readonly startWallMs: number
  readonly #options: LifeOptions
  readonly #owned = new Set<Owned>()
  /** What a frozen life has to do once it is thawed: timers and immediates, and all else. */
  #due: (() => void)[] = []
  #backlog: (() => void)[] = []
  #alive = true
  #frozen = false
  #onDelay: (() => void) | undefined
  #thawing = false

  constructor(options: LifeOptions) {
    this.hostName = options.hostName
    this.number = options.number
    this.clock = options.clock
    this.startSteadyMs = options.clock.steadyMs()
    this.startWallMs = options.clock.wallMs()
    this.#options = options
  }

  get alive(): boolean {
    return this.#alive
  }

  get frozen(): boolean {
    return this.#frozen
  }

  run<T>(work: () => T): T {
    return context.run(this, work)
  }

  /**
   * The only door by which anything from outside (a timer, a byte) comes into a life: now; once it
   * is thawed; or never, because it is dead. The work brings its own context.
   */
  dispatch(work: () => void, from: 'timer' | 'network' = 'network'): void {
    if (!this.#alive) return
    if (this.#frozen) this.#onDelay?.()
    if (this.#frozen && from === 'timer') this.#due.push(work)
    else if (this.#frozen || this.#thawing) this.#backlog.push(work)
    else this.#perform(work)
  }

  own(thing: Owned): void {
    if (this.#alive) this.#owned.add(thing)
    else thing.abandon()
  }

  disown(thing: Owned): void {
    this.#owned.delete(thing)
  }

  crash(error: unknown): void {
    this.#options.onCrash(error)
  }

  /** @param onDelay told whenever something has to wait */
  freeze(onDelay?: () => void): void {
    this.#frozen = true
    this.#onDelay = onDelay
  }

  /**
   * What came in meanwhile is done before anything that comes later: first the timers, in the order
   * in which they were due, then what the network brought. So does Node after SIGCONT on Linux: its
   * wait for the network is interrupted and gives nothing, and it finds its timers late.
   */
  thaw(): void {
    if (!this.#frozen) return
    this.#frozen = false
    this.#backlog = [...this.#due, ...this.#backlog]
    this.#due = []
    if (this.#thawing) return
    this.#thawing = true
    this.#options.soon(() => this.#workOff())
  }

  end(): void {
    this.#alive = false
    this.#frozen = false
    this.#due = []
    this.#backlog = []
    const owned = [...this.#owned]
    this.#owned.clear()
    for (const thing of owned) thing.abandon()
  }

  /** One thing at a time, so that the promises of each are done before the next. */
  #workOff(): void {
    const work = this.#frozen ? undefined : this.#backlog.shift()
    if (!this.#alive || work === undefined) {
      this.#thawing = false
      return
    }
    this.#perform(work)
    this.#options.soon(() => this.#workOff())
  }

  #perform(work: () => void): void {
    try {
      work()
    } catch (error) {
      this.crash(error)
    }
  }
}

const context = new AsyncLocalStorage<Life | undefined>()

/** Whose code is running; undefined outside every host. */
export function currentLife(): Life | undefined {
  return context.getStore()
}

/** Keeps what is set up inside from belonging to whoever happens to run. */
export function outsideHosts<T>(work: () => T): T {
  return context.run(undefined, work)
}
