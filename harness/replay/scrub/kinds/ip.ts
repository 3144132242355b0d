import { isIP, isIPv6 } from 'node:net'
import type { Kind } from '../kind.ts'
import { otherLetters, replaceLetters } from '../letters.ts'
import { neutralIpv4, neutralIpv6 } from '../neutral.ts'

const letters = replaceLetters('ip')

/** The machine itself, everybody and nobody are not private. */
const common = /^(0\.|127\.|255\.255\.|224\.|::1?$)/

export const ip: Kind = {
  kind: 'ip',
  fields: /(^|_)ip(v[46])?(_(addr|address))?$/,
  pattern:
    /(?<![\w.])(?:\d{1,3}\.){3}\d{1,3}(?![\w.]*\d)|(?<![\w:.])(?:[0-9a-fA-F]{1,4}:|:)(?:[0-9a-fA-F]{0,4}:){1,6}[0-9a-fA-F]{0,4}(?![\w:.])/,
  holds: (match) =>
    isIP(match) !== 0 &&
    !common.test(match) &&
    !neutralIpv4.test(match) &&
    !neutralIpv6.test(match),
  replace(value, pseudonyms) {
    if (common.test(value)) return value
    if (isIP(value) === 0) return letters(value, pseudonyms)
    return pseudonyms.of('ip', value, (draw) =>
      isIPv6(value)
        ? `2001:db8::${otherLetters('a0a0:0a0a', draw)}`
        : `198.${18 + draw(2)}.${draw(256)}.${draw(256)}`,
    )
  },
}
