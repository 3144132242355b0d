import { listIn, withItems } from './edit-answer.ts'
import type { JsonObject } from './exact-edit.ts'
import { listAnswers, pageFaultKind } from './page-fault.ts'

const timeFields = ['create_time', 'created_at']
/** Times below this are seconds; in milliseconds it is April 1970. */
const secondsBelow = 1e10
const tenYearsMs = 10 * 365 * 86_400_000

export const pageClockOff = pageFaultKind({
  name: 'pageClockOff',
  docs: {
    title: 'The platform’s clock is far off',
    meaning:
      'The time of every item, and the `date` of the answer, are wrong by so much; conversations have no times.',
    example: 'pageClockOff:comments?forMs=5000',
    options: {
      byMs: 'ahead by so many milliseconds, behind if negative; ten years ahead if not given',
    },
  },
  answers: listAnswers,
  options: {
    byMs: { default: tenYearsMs, min: -tenYearsMs, max: tenYearsMs, unit: 'ms', milder: 'smaller' },
  },
  breaks: 'degrades-loudly',
  meets: 'loud',
  alter(answer, { url, nowMs, values: { byMs = 0 } }) {
    const found = listIn(answer, url)
    if (found === undefined || byMs === 0 || !found.items.some(hasTime)) return undefined
    const items = found.items.map((item) => withTimes(item, byMs))
    const headers = answer.headers.filter(([name]) => name.toLowerCase() !== 'date')
    const date = ['date', new Date(nowMs + byMs).toUTCString()] as const
    return { ...withItems(answer, found, items), headers: [...headers, date] }
  },
})

function hasTime(item: JsonObject): boolean {
  return timeFields.some((name) => typeof item[name] === 'number')
}

function withTimes(item: JsonObject, byMs: number): JsonObject {
  const times = timeFields.flatMap((name) => {
    const time = item[name]
    if (typeof time !== 'number' || time === 0) return []
    return [[name, Math.max(0, time + (time < secondsBelow ? Math.round(byMs / 1000) : byMs))]]
  })
  return { ...item, ...Object.fromEntries(times) }
}
