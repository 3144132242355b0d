import { createHash, createHmac } from 'node:crypto'
import type { PrivateKind } from './private-kind.ts'

/** A number from 0 to below `n`, at most 2^32; the same again for the same key and value. */
export type Draw = (n: number) => number

export interface Pseudonym {
  readonly kind: PrivateKind
  readonly replacement: string
}

/**
 * Which replacement each private value has. It depends on the key and the value alone, so that a
 * value has the same one everywhere; different values have different ones.
 */
export class Pseudonyms {
  /** By original value. */
  readonly known = new Map<string, Pseudonym>()
  readonly #key: string | Uint8Array
  readonly #taken = new Set<string>()

  constructor(key: string | Uint8Array) {
    this.#key = key
  }

  /** @param make gives a candidate of the right form; asked again if it is taken */
  of(kind: PrivateKind, original: string, make: (draw: Draw) => string): string {
    const before = this.known.get(original)
    if (before !== undefined) {
      // First met in the midst of a sentence, now known to be more than a word.
      if (before.kind === 'text' && kind !== 'text') this.known.set(original, { ...before, kind })
      return before.replacement
    }
    const replacement = this.#make(original, make)
    this.#taken.add(replacement)
    this.known.set(original, { kind, replacement })
    return replacement
  }

  /** Where a form has too few members, as a single letter has, two values may share one. */
  #make(original: string, make: (draw: Draw) => string): string {
    let replacement = original
    for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
      replacement = make(this.#drawing(original, attempt))
      const isFree = !this.#taken.has(replacement) && !this.known.has(replacement)
      if (replacement !== original && isFree) break
    }
    return replacement
  }

  #drawing(original: string, attempt: number): Draw {
    const seed = createHmac('sha256', this.#key).update(`${attempt}\0${original}`).digest()
    let stream = Buffer.alloc(0)
    let at = 0
    return (n) => {
      if (at + 4 > stream.length) {
        const outputLength = Math.max(256, stream.length * 4)
        stream = createHash('shake256', { outputLength }).update(seed).digest()
      }
      const drawn = stream.readUInt32BE(at) % n
      at += 4
      return drawn
    }
  }
}

const maxAttempts = 50
