import type { Prng } from './prng.ts'

export interface LinkSettings {
  latencyMs: number
  /** Up to so many milliseconds more, drawn anew for every write; order is kept all the same. */
  jitterMs: number
  /** Undefined is without limit. All connections of a link share it. */
  bytesPerSecond: number | undefined
  /** Whatever would go through vanishes; see `pipe.ts` for what TCP makes of it. */
  cut: boolean
  /** New connections are refused; those that stand live on. */
  refuse: boolean
}

/** One direction between two hosts. Its settings may be changed at any time. */
export class Link implements LinkSettings {
  latencyMs = 1
  jitterMs = 0
  bytesPerSecond: number | undefined
  cut = false
  refuse = false
  readonly from: string
  readonly to: string
  readonly #prng: Prng
  #busyUntilMs = 0

  constructor(from: string, to: string, prng: Prng, settings: Partial<LinkSettings>) {
    this.from = from
    this.to = to
    this.#prng = prng
    Object.assign(this, settings)
  }

  /** When what is sent now arrives. */
  arrivalMs(nowMs: number, bytes: number): number {
    const jitterMs = this.jitterMs > 0 ? this.#prng.below(Math.floor(this.jitterMs) + 1) : 0
    return this.#departureMs(nowMs, bytes) + this.latencyMs + jitterMs
  }

  #departureMs(nowMs: number, bytes: number): number {
    if (this.bytesPerSecond === undefined) return nowMs
    const startMs = Math.max(nowMs, this.#busyUntilMs)
    this.#busyUntilMs = startMs + (bytes * 1000) / this.bytesPerSecond
    return this.#busyUntilMs
  }
}
