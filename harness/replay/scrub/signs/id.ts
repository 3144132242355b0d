import { hasIdMark, isNeutral } from '../neutral.ts'
import { matches, type Sign } from './sign.ts'

const counting =
  /count$|total$|size$|bytes$|duration$|num$|length$|time$|timestamp$|expires?\w{0,2}$|ttl$|interval$|version\w*$|amount$|price$|bitrate$|maxage$|offset$/

export const id: Sign = {
  kind: 'id',
  find(text, setting) {
    if (setting.in === 'program') return []
    if (counting.test(setting.field) && /^\d{1,16}$/.test(text)) return []
    const isField = /(id|uid|ids)(str)?$/.test(setting.field) && /^\d{5,8}$/.test(text)
    if (isField) return isMarked(text) ? [] : [text]
    return matches(
      text,
      /(?<![\w.%-]|\d,)\d{9,20}(?![\w.]*\d)/g,
      (found) => !isMarked(found) && !isTime(found),
    )
  },
}

function isMarked(digits: string): boolean {
  return hasIdMark(digits) || isNeutral(digits)
}

/** From 2004 on, for the next decades. */
function isTime(digits: string): boolean {
  if (/^20[0-4]\d[01]\d[0-3]\d([0-2]\d[0-5]\d[0-5]\d)?$/.test(digits)) return true
  if (![10, 13, 16].includes(digits.length)) return false
  const seconds = Number(digits.slice(0, 10))
  return seconds > 1_090_000_000 && seconds < 2_160_000_000
}
