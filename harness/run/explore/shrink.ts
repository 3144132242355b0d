/**
 * From a storm that made a run fail to the fewest and mildest faults, and the shortest time, with
 * which it still fails so. First faults are left out, by halves and then one by one, as Zeller and
 * Hildebrandt's delta debugging does (https://doi.org/10.1109/32.988498); then what remains is made
 * milder and shorter by bisection. What is left cannot lose any single fault.
 */

/** A fault with its numbers open: what a shrinker may change of it. */
export interface ShrinkableFault {
  /** Name and target; they stay. */
  key: string
  /** When it strikes, and how long it lasts, if it lasts. */
  atMs: number
  forMs?: number
  /** What stays as it is, too. */
  fixed?: { texts: Readonly<Record<string, string>>; accounts: readonly string[] }
  /** Its own options; the second number is the mildest value. */
  options: Readonly<Record<string, readonly [value: number, mildest: number]>>
}

export interface ShrinkCase {
  faults: readonly ShrinkableFault[]
  stormMs: number
}

export interface ShrinkOptions {
  /** Whether a run with these still fails in the same way. */
  fails(candidate: ShrinkCase): Promise<boolean>
  /** Ends the search early; the best so far is the answer. */
  over(): boolean
  onProgress?(best: ShrinkCase, tried: number): void
}

export interface Shrunk extends ShrinkCase {
  /** Runs that it took. */
  tried: number
}

/** Differences smaller than this are not worth a run. */
const finestMs = 10

/** @param start must fail. */
export async function shrink(start: ShrinkCase, options: ShrinkOptions): Promise<Shrunk> {
  const search = new Shrinker(start, options)
  await search.fewer()
  await search.milder()
  await search.shorter()
  // Milder faults may have made others needless.
  await search.fewer()
  return { ...search.best, tried: search.tried }
}

class Shrinker {
  readonly #options: ShrinkOptions
  best: ShrinkCase
  tried = 0

  constructor(start: ShrinkCase, options: ShrinkOptions) {
    this.best = start
    this.#options = options
  }

  /** Leaves out half, a quarter, … one at a time, until none can be spared. */
  async fewer(): Promise<void> {
    let size = this.best.faults.length
    while (size >= 1) {
      let spared = false
      for (let from = 0; from < this.best.faults.length; ) {
        const faults = this.best.faults.toSpliced(from, size)
        if (await this.#try({ ...this.best, faults })) spared = true
        else from += size
      }
      if (size === 1 && !spared) return
      size = size === 1 ? 1 : Math.floor(size / 2)
    }
  }

  async milder(): Promise<void> {
    for (const index of this.best.faults.keys()) {
      const lasts = this.best.faults[index]?.forMs
      if (lasts !== undefined) {
        await this.#bisect(lasts, 1, (forMs) => this.#with(index, (f) => ({ ...f, forMs })))
      }
      for (const [name, [value, mildest]] of Object.entries(
        this.best.faults[index]?.options ?? {},
      )) {
        await this.#bisect(value, mildest, (milder) =>
          this.#with(index, (f) => ({
            ...f,
            options: { ...f.options, [name]: [milder, mildest] },
          })),
        )
      }
    }
  }

  /** All faults earlier, by the same time; and the storm over as soon as they are. */
  async shorter(): Promise<void> {
    const first = Math.min(...this.best.faults.map(({ atMs }) => atMs))
    if (this.best.faults.length > 0) {
      const faults = this.best.faults
      await this.#bisect(first, 0, (start) => ({
        ...this.best,
        faults: faults.map((fault, index) => ({
          ...(this.best.faults[index] ?? fault),
          atMs: fault.atMs - first + start,
        })),
      }))
    }
    const ends = this.best.faults.map(({ atMs, forMs = 0 }) => atMs + forMs)
    await this.#bisect(this.best.stormMs, Math.max(0, ...ends), (stormMs) => ({
      ...this.best,
      stormMs,
    }))
  }

  /** Towards the better value, as far as it goes on failing. */
  async #bisect(
    worse: number,
    better: number,
    candidate: (value: number) => ShrinkCase,
  ): Promise<void> {
    if (worse === better) return
    if (await this.#try(candidate(better))) return
    let [fails, passes] = [worse, better]
    while (Math.abs(fails - passes) > Math.max(finestMs, Math.abs(fails) / 10)) {
      const middle = Math.round((fails + passes) / 2)
      if (await this.#try(candidate(middle))) fails = middle
      else passes = middle
    }
  }

  #with(index: number, change: (fault: ShrinkableFault) => ShrinkableFault): ShrinkCase {
    return { ...this.best, faults: this.best.faults.map((f, i) => (i === index ? change(f) : f)) }
  }

  async #try(candidate: ShrinkCase): Promise<boolean> {
    if (this.#options.over()) return false
    this.tried += 1
    const fails = await this.#options.fails(candidate)
    if (fails) this.best = candidate
    this.#options.onProgress?.(this.best, this.tried)
    return fails
  }
}
