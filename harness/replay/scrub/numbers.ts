/** Numbers as recordings write them: which are times, and how a private one is replaced. */
import { idModulus, idRemainder } from './neutral.ts'
import type { Draw } from './pseudonyms.ts'

const firstSecond = 1_100_000_000n
const lastSecond = 2_150_000_000n

/** Seconds, milliseconds or microseconds since 1970 of our days, or a day and time in digits. */
export function looksLikeTime(digits: string): boolean {
  if (/^20[0-4]\d(0[1-9]|1[0-2])([0-2]\d|3[01])(([01]\d|2[0-3])[0-5]\d[0-5]\d)?$/.test(digits)) {
    return true
  }
  const divisor = { 10: 1n, 13: 1000n, 16: 1_000_000n }[digits.length]
  if (divisor === undefined) return false
  const second = BigInt(digits) / divisor
  return second >= firstSecond && second <= lastSecond
}

/**
 * Another number of as many digits, marked. Ids of 19 digits carry their second in the upper 32
 * bits; it stays, so that ids still sort by time. What fits a double still does.
 */
export function otherNumber(digits: string, draw: Draw): string {
  const value = BigInt(digits)
  const { low, span } = rangeOf(digits, value)
  const random = (BigInt(draw(2 ** 32)) << 32n) | BigInt(draw(2 ** 32))
  const candidate = low + (random % span)
  const marked = candidate - ((candidate - idRemainder) % idModulus)
  const result = marked < low ? marked + idModulus : marked
  return result.toString().padStart(digits.length, '0')
}

function rangeOf(digits: string, value: bigint): { low: bigint; span: bigint } {
  const second = value >> 32n
  if (digits.length === 19 && second >= firstSecond && second <= lastSecond) {
    return { low: second << 32n, span: 2n ** 32n - idModulus }
  }
  const low = digits.startsWith('0') ? 1n : 10n ** BigInt(digits.length - 1)
  const limits = [10n ** BigInt(digits.length), 2n ** 53n, 2n ** 63n, 2n ** 64n]
  const high =
    limits.filter((limit) => limit > value && limit > low).sort((a, b) => (a < b ? -1 : 1))[0] ??
    low * 10n
  return { low, span: high - low - idModulus }
}
