import { createHash } from 'node:crypto'

/**
 * A small, fast, good generator of pseudo-random numbers: sfc32, by Chris Doty-Humphrey, public
 * domain, as in PractRand (https://pracrand.sourceforge.net, `sfc.cpp`). Not for secrets.
 *
 * The seed may be any list of words and numbers; SHA-256 turns it into the first state, so streams
 * of neighbouring seeds or names have nothing to do with each other.
 */
export class Prng {
  #a: number
  #b: number
  #c: number
  #counter = 1

  constructor(...seed: readonly (string | number)[]) {
    const state = createHash('sha256').update(JSON.stringify(seed)).digest()
    this.#a = state.readInt32LE(0)
    this.#b = state.readInt32LE(4)
    this.#c = state.readInt32LE(8)
    // As PractRand does after seeding.
    for (let i = 0; i < 12; i++) this.uint32()
  }

  /** 0 to 2^32 - 1. */
  uint32(): number {
    const out = (((this.#a + this.#b) | 0) + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = (this.#c << 21) | (this.#c >>> 11)
    this.#c = (this.#c + out) | 0
    return out >>> 0
  }

  /** 0 up to, not including, 1, with 53 bits. */
  float(): number {
    const high = this.uint32() >>> 5
    const low = this.uint32() >>> 6
    return (high * 2 ** 26 + low) / 2 ** 53
  }

  /** A whole number from 0 up to, not including, `limit`, which is at most 2^53; all as likely. */
  below(limit: number): number {
    const whole = 2 ** 53
    const fair = whole - (whole % limit)
    for (;;) {
      const drawn = this.float() * whole
      if (drawn < fair) return drawn % limit
    }
  }

  fill(bytes: Uint8Array): void {
    let word = 0
    for (let i = 0; i < bytes.length; i++) {
      if (i % 4 === 0) word = this.uint32()
      bytes[i] = word & 0xff
      word >>>= 8
    }
  }
}
