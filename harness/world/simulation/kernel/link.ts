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

/** What comes on top of a link's settings for a while. */
export interface LinkShape extends Partial<LinkSettings> {
  /** Called whenever it changed what became of something. */
  touched(): void
}

/**
 * One direction between two hosts. Its settings may be changed at any time. Shapes come on top of
 * them: delays add up, the least bandwidth counts.
 */
export class Link implements LinkSettings {
  latencyMs = 1
  jitterMs = 0
  bytesPerSecond: number | undefined
  cut = false
  refuse = false
  readonly from: string
  readonly to: string
  readonly #prng: Prng
  readonly #shapes = new Set<LinkShape>()
  #busyUntilMs = 0

  constructor(from: string, to: string, prng: Prng, settings: Partial<LinkSettings>) {
    this.from = from
    this.to = to
    this.#prng = prng
    Object.assign(this, settings)
  }

  /** @returns what takes the shape away again. */
  shape(shape: LinkShape): () => void {
    this.#shapes.add(shape)
    return () => {
      this.#shapes.delete(shape)
    }
  }

  /** Whether what is to go through now vanishes. */
  loses(): boolean {
    return this.#suffers('cut')
  }

  /** Whether a connection that is dialled now is refused. */
  refuses(): boolean {
    return this.#suffers('refuse')
  }

  /** When what is sent now arrives. */
  arrivalMs(nowMs: number, bytes: number): number {
    let { latencyMs, jitterMs } = this
    for (const shape of this.#shapes) {
      latencyMs += shape.latencyMs ?? 0
      jitterMs += shape.jitterMs ?? 0
      if (shape.latencyMs || shape.jitterMs) shape.touched()
    }
    const drawnMs = jitterMs > 0 ? this.#prng.below(Math.floor(jitterMs) + 1) : 0
    return this.#departureMs(nowMs, bytes) + latencyMs + drawnMs
  }

  #suffers(what: 'cut' | 'refuse'): boolean {
    let suffers = this[what]
    for (const shape of this.#shapes) {
      if (!shape[what]) continue
      shape.touched()
      suffers = true
    }
    return suffers
  }

  #departureMs(nowMs: number, bytes: number): number {
    const bytesPerSecond = this.#bandwidth(bytes)
    if (bytesPerSecond === undefined) return nowMs
    const startMs = Math.max(nowMs, this.#busyUntilMs)
    this.#busyUntilMs = startMs + (bytes * 1000) / bytesPerSecond
    return this.#busyUntilMs
  }

  #bandwidth(bytes: number): number | undefined {
    let least = this.bytesPerSecond
    for (const { bytesPerSecond, touched } of this.#shapes) {
      if (bytesPerSecond === undefined) continue
      least = Math.min(least ?? bytesPerSecond, bytesPerSecond)
      if (bytes > 0) touched()
    }
    return least
  }
}
