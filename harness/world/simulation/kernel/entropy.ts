/**
 * All chance comes from the seed. Every host and life has streams of its own, one for each kind of
 * draw and its size. Of each kind and size, because libraries keep pools that outlive a simulation
 * (ws draws 8,192 bytes for its masks now and then, engine.io 4,096 for its ids): whether a pool
 * happens to be full must not shift what anybody else draws.
 */
import type { CallLog } from './call-log.ts'
import { currentLife, type Life } from './life.ts'
import { Prng } from './prng.ts'

export type DrawKind =
  | 'Math.random'
  | 'crypto.randomBytes'
  | 'crypto.randomFill'
  | 'crypto.randomInt'
  | 'crypto.randomUUID'
  | 'crypto.getRandomValues'

export interface Draw {
  /** Undefined outside every host. */
  host: string | undefined
  life: number
  kind: DrawKind
  /** What was drawn; of `Math.random` and `crypto.randomInt` the number, as a big-endian double. */
  bytes: Uint8Array
}

export class Entropy {
  readonly #seed: string | number
  readonly #onDraw: ((draw: Draw) => void) | undefined
  readonly #calls: CallLog | undefined
  readonly #streams = new WeakMap<Life, Map<string, Prng>>()
  readonly #outside = new Map<string, Prng>()

  constructor(seed: string | number, onDraw?: (draw: Draw) => void, calls?: CallLog) {
    this.#seed = seed
    this.#onDraw = onDraw
    this.#calls = calls
  }

  fill(kind: DrawKind, bytes: Uint8Array): void {
    this.#stream(`${kind} ${bytes.length}`).fill(bytes)
    if (this.#isHeard) this.#tell(kind, new Uint8Array(bytes))
  }

  /** 0 up to, not including, 1. */
  float(): number {
    const value = this.#stream('Math.random 0').float()
    if (this.#isHeard) this.#tell('Math.random', bytesOf(value))
    return value
  }

  /** 0 up to, not including, `limit`. */
  below(limit: number): number {
    const value = this.#stream('crypto.randomInt 0').below(limit)
    if (this.#isHeard) this.#tell('crypto.randomInt', bytesOf(value))
    return value
  }

  /** @param key kind and size; a text that is made anew for each draw would cost more than the draw */
  #stream(key: string): Prng {
    const life = currentLife()
    const streams = this.#streamsOf(life)
    let stream = streams.get(key)
    if (stream === undefined) {
      stream = new Prng(this.#seed, 'host', life?.hostName ?? '', life?.number ?? 0, key)
      streams.set(key, stream)
    }
    return stream
  }

  #streamsOf(life: Life | undefined): Map<string, Prng> {
    if (life === undefined) return this.#outside
    let streams = this.#streams.get(life)
    if (streams === undefined) {
      streams = new Map()
      this.#streams.set(life, streams)
    }
    return streams
  }

  get #isHeard(): boolean {
    return this.#calls !== undefined || this.#onDraw !== undefined
  }

  #tell(kind: DrawKind, bytes: Uint8Array): void {
    this.#calls?.note(kind, Buffer.from(bytes.subarray(0, 16)).toString('hex'))
    if (this.#onDraw === undefined) return
    const life = currentLife()
    this.#onDraw({ host: life?.hostName, life: life?.number ?? 0, kind, bytes })
  }
}

function bytesOf(value: number): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(value)
  return bytes
}
