import { AsyncResource } from 'node:async_hooks'
import type { CallLog } from './call-log.ts'
import { currentLife, type Life, type Owned } from './life.ts'
import type { Scheduled, VirtualTime } from './virtual-time.ts'

type Callback = (...args: unknown[]) => void

/** Node's own: the simulation replaces the global one. */
const turn = setImmediate
const longestDelayMs = 2 ** 31 - 1

/** As Node: what is no delay, or too long a one, is one millisecond. */
function delayOf(given: unknown): number {
  const ms = Number(given)
  return ms >= 1 && ms <= longestDelayMs ? Math.trunc(ms) : 1
}

/** The timers and immediates of all hosts of a simulation. */
export class HostTimers {
  readonly time: VirtualTime
  readonly #onStray: (error: unknown) => void
  readonly #calls: CallLog | undefined
  readonly #byId = new Map<number, HostTimer>()
  readonly #immediates = new Set<HostImmediate>()
  #lastId = 0
  #over = false

  /** @param onStray Something threw outside every host. */
  constructor(time: VirtualTime, onStray: (error: unknown) => void, calls?: CallLog) {
    this.time = time
    this.#onStray = onStray
    this.#calls = calls
  }

  /** Whether something waits for a further turn of Node's loop. */
  get turnWanted(): boolean {
    return this.#immediates.size > 0
  }

  set(callback: unknown, delay: unknown, args: unknown[], repeats: boolean): HostTimer {
    const work = bound(callback, args)
    this.#calls?.note(repeats ? 'setInterval' : 'setTimeout', `${delayOf(delay)} ms`)
    return new HostTimer(this, currentLife(), work, delayOf(delay), repeats)
  }

  /** Takes what `setTimeout` gave, or its number; knows nothing of anything else. */
  clear(given: unknown): boolean {
    const timer = given instanceof HostTimer ? given : this.#byId.get(Number(given))
    timer?.close()
    return timer !== undefined
  }

  immediate(callback: unknown, args: unknown[]): HostImmediate {
    this.#calls?.note('setImmediate', '')
    const immediate = new HostImmediate(this, currentLife(), bound(callback, args))
    if (this.#over || immediate.cleared) return immediate
    this.#immediates.add(immediate)
    turn(() => this.#fire(immediate))
    return immediate
  }

  /** Lets a timer be cleared by its number. */
  numberOf(timer: HostTimer): number {
    const id = ++this.#lastId
    this.#byId.set(id, timer)
    return id
  }

  forget(id: number): void {
    this.#byId.delete(id)
  }

  /** In the life it belongs to, or outside, where nothing else would catch what it throws. */
  perform(life: Life | undefined, work: () => void): void {
    if (life !== undefined) {
      life.dispatch(work, 'timer')
      return
    }
    try {
      work()
    } catch (error) {
      this.#onStray(error)
    }
  }

  drop(immediate: HostImmediate): void {
    this.#immediates.delete(immediate)
  }

  end(): void {
    this.#over = true
    for (const immediate of this.#immediates) immediate.close()
  }

  #fire(immediate: HostImmediate): void {
    if (!this.#immediates.delete(immediate)) return
    this.perform(immediate.life, () => {
      if (!immediate.cleared) immediate.fire()
    })
  }
}

/** The callback with all its contexts, OpenTelemetry's too, as Node's timers keep them. */
function bound(callback: unknown, args: unknown[]): () => void {
  if (typeof callback !== 'function') {
    throw Object.assign(new TypeError('The "callback" argument must be of type function.'), {
      code: 'ERR_INVALID_ARG_TYPE',
    })
  }
  const work = (): unknown => Reflect.apply(callback, undefined, args)
  // `AsyncLocalStorage.bind` does the same and takes ten times as long (measured on Node 26).
  const contexts = new AsyncResource('SimulatedTimer')
  return () => {
    contexts.runInAsyncScope(work)
  }
}

/** What `setTimeout` and `setInterval` give in a simulation; stands in for Node's `Timeout`. */
export class HostTimer implements Owned {
  readonly #timers: HostTimers
  readonly #life: Life | undefined
  readonly #work: () => void
  readonly #delayMs: number
  readonly #repeats: boolean
  #scheduled: Scheduled | undefined
  /** It is due, and its frozen host has not got to it. */
  #waiting = false
  #id: number | undefined
  #refed = true

  constructor(
    timers: HostTimers,
    life: Life | undefined,
    work: Callback,
    delayMs: number,
    repeats: boolean,
  ) {
    this.#timers = timers
    this.#life = life
    this.#work = work
    this.#delayMs = delayMs
    this.#repeats = repeats
    this.#schedule()
  }

  ref(): this {
    this.#refed = true
    return this
  }

  unref(): this {
    this.#refed = false
    return this
  }

  hasRef(): boolean {
    return this.#refed
  }

  refresh(): this {
    this.close()
    this.#schedule()
    return this
  }

  close(): this {
    this.#scheduled?.cancel()
    this.#scheduled = undefined
    this.#waiting = false
    this.#life?.disown(this)
    if (this.#id !== undefined) this.#timers.forget(this.#id)
    return this
  }

  abandon(): void {
    this.close()
  }

  [Symbol.dispose](): void {
    this.close()
  }

  [Symbol.toPrimitive](): number {
    this.#id ??= this.#timers.numberOf(this)
    return this.#id
  }

  #schedule(): void {
    const delayMs = this.#life?.clock.trueDelayMs(this.#delayMs) ?? this.#delayMs
    this.#scheduled = this.#timers.time.after(delayMs, () => this.#due())
    // A dead life abandons it at once.
    this.#life?.own(this)
  }

  #due(): void {
    this.#scheduled = undefined
    this.#waiting = true
    this.#timers.perform(this.#life, () => {
      if (!this.#waiting) return
      this.close()
      if (this.#repeats) this.#schedule()
      this.#work()
    })
  }
}

/** What `setImmediate` gives in a simulation. */
export class HostImmediate implements Owned {
  readonly life: Life | undefined
  readonly #timers: HostTimers
  readonly #work: () => void
  #cleared = false

  constructor(timers: HostTimers, life: Life | undefined, work: () => void) {
    this.#timers = timers
    this.life = life
    this.#work = work
    life?.own(this)
  }

  get cleared(): boolean {
    return this.#cleared
  }

  fire(): void {
    this.close()
    this.#work()
  }

  close(): void {
    this.#cleared = true
    this.life?.disown(this)
    this.#timers.drop(this)
  }

  abandon(): void {
    this.close()
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  hasRef(): boolean {
    return true
  }

  [Symbol.dispose](): void {
    this.close()
  }
}
