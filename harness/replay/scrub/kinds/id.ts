/** Ids of users, works, comments, messages and whatever else has one. */
import type { Kind } from '../kind.ts'
import { replaceLetters } from '../letters.ts'
import { looksLikeTime, otherNumber } from '../numbers.ts'
import type { Pseudonyms } from '../pseudonyms.ts'
import { isNationalId, nationalId } from './national-id.ts'
import { phone } from './phone.ts'
import { secUid } from './sec-uid.ts'

/** Shorter numbers are types, counts and the ids of applications. */
const shortestDigits = 5
const letters = replaceLetters('id')

export const id: Kind = {
  kind: 'id',
  fields:
    /(^|_)(u|c|g|v|m|p|o|r|n|union|open|sec_?u)?(id|ids|uid|uids)(_(str|list|plain))?$|(^|_)(qq|wechat|weixin|wx|wxid|weibo|openid|unionid|short_id|oid|gid|cid|vid|mid|nid)$/,
  pattern: /(?<![\w.])\d{9,}(?![\w.]*\d)/,
  holds: (match) => !looksLikeTime(match),
  replace(value, pseudonyms) {
    if (/^[\d:._,-]+$/.test(value)) {
      return value.replaceAll(/\d+/g, (digits) =>
        digits.length < shortestDigits ? digits : replaceNumber(digits, pseudonyms),
      )
    }
    if (/^[a-z]+([_-][a-z]+)*$/i.test(value) && value.length <= 24) return value
    if (/^MS4wLjABAAAA[\w-]{6,}$/.test(value)) return secUid.replace(value, pseudonyms)
    return letters(value, pseudonyms)
  },
}

/** A number's replacement does not depend on the field in which it stands. */
export function replaceNumber(digits: string, pseudonyms: Pseudonyms): string {
  if (isNationalId(digits)) return nationalId.replace(digits, pseudonyms)
  if (/^1[3-9]\d{9}$/.test(digits)) return phone.replace(digits, pseudonyms)
  if (digits.length > 20) return letters(digits, pseudonyms)
  return pseudonyms.of('id', digits, (draw) => {
    for (;;) {
      const number = otherNumber(digits, draw)
      // Nothing may come out that looks like a private number of another kind.
      if (!/^(86)?1[3-9]\d{9}$/.test(number) && !isNationalId(number)) return number
    }
  })
}
