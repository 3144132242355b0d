import type { Kind } from '../kind.ts'
import { otherLetters, replaceLetters } from '../letters.ts'
import { neutralDomain } from '../neutral.ts'

const fileEnding = /\.(png|jpe?g|gif|webp|svg|ico|js|mjs|css|map|json|html?)$/i

const letters = replaceLetters('email')

export const email: Kind = {
  kind: 'email',
  fields: /(^|_)e?mail(_(addr|address))?$/,
  pattern: /(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?![\w-])/,
  // logo@2x.png is none.
  holds: (match) => !fileEnding.test(match) && !match.endsWith(`.${neutralDomain}`),
  isInCode: true,
  replace(value, pseudonyms) {
    const at = value.lastIndexOf('@')
    if (at < 1) return letters(value, pseudonyms)
    const ending = `.${neutralDomain}`
    const hostLength = Math.max(value.length - at - 1, ending.length + 1)
    const localLength = Math.max(1, value.length - hostLength - 1)
    return pseudonyms.of('email', value, (draw) => {
      const local = otherLetters(value.slice(0, localLength), draw)
      const host = otherLetters('x'.repeat(hostLength - ending.length), draw)
      return `${local.replaceAll('@', 'a')}@${host}${ending}`
    })
  },
}
