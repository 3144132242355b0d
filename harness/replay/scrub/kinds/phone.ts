import type { Kind } from '../kind.ts'
import { otherLetters } from '../letters.ts'
import { otherNumber } from '../numbers.ts'
import type { Pseudonyms } from '../pseudonyms.ts'

const mobile = /^1[3-9]\d{9}$/

/** Chinese mobile numbers in any spacing, landlines with their area, and foreign numbers with +. */
export const phone: Kind = {
  kind: 'phone',
  fields: /(^|_)(phone|mobile|tel|cell|telephone|cellphone)(_(num|number|no))?$/,
  pattern:
    /(?<![\w.+])(?:(?:\+|00)86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}(?!\d)|(?<![\w.-])0\d{2,3}[ -]\d{3,4}[ -]?\d{4}(?!\d)|(?<![\w+])\+\d{1,3}(?:[ -]?\d{2,5}){2,5}(?!\d)/,
  isInCode: true,
  replace(value, pseudonyms) {
    const digits = value.replaceAll(/\D/g, '')
    const last = digits.slice(-11)
    if (!mobile.test(last)) {
      return pseudonyms.of('phone', value, (draw) => otherLetters(value, draw))
    }
    const other = otherMobile(last, pseudonyms)
    let place = 11 - digits.length
    return value.replaceAll(/\d/g, (digit) => other[place++] ?? digit)
  },
}

/** Eleven digits that no mobile number has. */
function otherMobile(digits: string, pseudonyms: Pseudonyms): string {
  return pseudonyms.of('phone', digits, (draw) => {
    for (;;) {
      const number = otherNumber(digits, draw)
      if (/^1[0-2]/.test(number)) return number
    }
  })
}
