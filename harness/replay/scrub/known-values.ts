/**
 * Private values that were recognised by their field somewhere, looked for everywhere else: a
 * nickname in the midst of a comment, an id in a script.
 */
import type { Pseudonyms } from './pseudonyms.ts'

export interface Part {
  readonly text: string
  /** What takes its place, where it is a known value. */
  readonly replacement?: string
}

const longestStart = 3

export class KnownValues {
  readonly #replacements = new Map<string, string>()
  /** By their first units, the longest value first. */
  readonly #byStart = new Map<string, string[]>()
  /** The first two units of every value as a number: most places of a text begin with none. */
  readonly #pairs = new Set<number>()

  /** @param isSearched says of an original value whether it is looked for */
  constructor(pseudonyms: Pseudonyms, isSearched: (value: string) => boolean) {
    for (const [value, { kind, replacement }] of pseudonyms.known) {
      if (kind === 'text' || kind === 'location' || kind === 'birthday' || !isSearched(value))
        continue
      this.#replacements.set(value, replacement)
      const start = value.slice(0, Math.min(longestStart, value.length))
      this.#pairs.add(pairAt(value, 0))
      const same = this.#byStart.get(start)
      if (same) same.push(value)
      else this.#byStart.set(start, [value])
    }
    for (const values of this.#byStart.values()) values.sort((a, b) => b.length - a.length)
  }

  replacementOf(value: string): string | undefined {
    return this.#replacements.get(value)
  }

  /** The text in parts; where two values overlap, the one that begins first holds. */
  split(text: string): Part[] {
    const parts: Part[] = []
    let plain = 0
    for (let at = 0; at < text.length; at += 1) {
      const value = this.#at(text, at)
      if (value === undefined) continue
      if (at > plain) parts.push({ text: text.slice(plain, at) })
      parts.push({ text: value, replacement: this.#replacements.get(value) ?? value })
      plain = at + value.length
      at = plain - 1
    }
    if (plain < text.length) parts.push({ text: text.slice(plain) })
    return parts
  }

  #at(text: string, at: number): string | undefined {
    if (!this.#pairs.has(pairAt(text, at))) return undefined
    for (let length = longestStart; length >= 2; length -= 1) {
      const values = this.#byStart.get(text.slice(at, at + length))
      const found = values?.find((value) => text.startsWith(value, at) && isWhole(text, at, value))
      if (found !== undefined) return found
    }
    return undefined
  }
}

function pairAt(text: string, at: number): number {
  return text.charCodeAt(at) * 65_536 + text.charCodeAt(at + 1)
}

/** A word of Latin letters or digits is found only as a whole word. */
function isWhole(text: string, at: number, value: string): boolean {
  const before = text[at - 1] ?? ''
  const after = text[at + value.length] ?? ''
  const joins = (one: string, other: string) => /\w/.test(one) && /\w/.test(other)
  return !joins(before, value[0] ?? '') && !joins(value.at(-1) ?? '', after)
}

/** In texts: whatever is long enough not to be met by chance. */
export function isSearchedInText(value: string): boolean {
  if (/^\d+$/.test(value)) return value.length >= 6
  return /\P{ASCII}/u.test(value) ? [...value].length >= 2 : value.length >= 4
}

/** In programs, where a nickname may well be a word of the language. */
export function isSearchedInCode(value: string): boolean {
  if (/^\d+$/.test(value)) return value.length >= 9
  return (
    isSearchedInText(value) &&
    (/[^a-z]/i.test(value) ? value.length >= 4 || /[^\w]/.test(value) : value.length >= 14)
  )
}
