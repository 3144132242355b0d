/** Numbers of Chinese identity cards (GB 11643): 17 digits and a check character. */
import type { Kind } from '../kind.ts'
import { replaceLetters } from '../letters.ts'
import { otherNumber } from '../numbers.ts'

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]

export function isNationalId(value: string): boolean {
  return /^[1-9]\d{16}[\dXx]$/.test(value) && hasDate(value) && checkOf(value) === last(value)
}

function hasDate(value: string): boolean {
  const month = Number(value.slice(10, 12))
  const day = Number(value.slice(12, 14))
  return /^(18|19|20)/.test(value.slice(6)) && month >= 1 && month <= 12 && day >= 1 && day <= 31
}

function checkOf(value: string): string {
  const sum = weights.reduce((total, weight, place) => total + weight * Number(value[place]), 0)
  return '10X98765432'[sum % 11] ?? ''
}

function last(value: string): string {
  return value.slice(-1).toUpperCase()
}

const letters = replaceLetters('national-id')

export const nationalId: Kind = {
  kind: 'national-id',
  fields: /(^|_)(id_?card|id_?no|identity|cert|passport)(_(num|number|no|id))?$/,
  pattern: /(?<![\dA-Za-z])[1-9]\d{16}[\dXx](?![\dA-Za-z])/,
  holds: isNationalId,
  isInCode: true,
  replace(value, pseudonyms) {
    if (!/^\d{17}[\dXx]$/.test(value)) return letters(value, pseudonyms)
    return pseudonyms.of('national-id', value, (draw) => {
      for (;;) {
        const digits = /\D$/.test(value) ? value.slice(0, -1) : value
        // No area begins with 99; the check character is wrong as well.
        const fake = `99${otherNumber(digits.slice(2).replace(/^0*/, '1'), draw).slice(-(digits.length - 2))}`
        const marked = mark(fake) + value.slice(digits.length)
        if (marked.length === value.length && checkOf(marked) !== last(marked)) return marked
      }
    })
  },
}

/** The nearest number below that bears the mark of replaced numbers. */
function mark(digits: string): string {
  const value = BigInt(digits)
  return String(value - ((value - 1n) % 97n))
}
