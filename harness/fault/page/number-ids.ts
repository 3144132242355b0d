import { listIn, withItems } from './edit-answer.ts'
import { mapValues } from './exact-edit.ts'
import { listAnswers, pageFaultKind } from './page-fault.ts'

/** Longer than the 16 digits that a double can hold. */
const longId = /^[1-9]\d{16,}$/

export const numberIds = pageFaultKind({
  name: 'numberIds',
  docs: {
    title: 'Ids are numbers instead of texts',
    meaning:
      'Every id of 17 digits or more in an item is written without quotes. Whoever reads it as a double gets another id.',
    example: 'numberIds:comments?forMs=5000',
    options: {},
  },
  answers: listAnswers,
  breaks: 'I1',
  meets: 'copes',
  misleads: true,
  alter(answer, { url }) {
    const found = listIn(answer, url)
    if (found === undefined) return undefined
    let changed = false
    const items = mapValues(found.items, (value) => {
      if (typeof value !== 'string' || !longId.test(value)) return value
      changed = true
      return JSON.rawJSON(value)
    })
    return changed && Array.isArray(items) ? withItems(answer, found, items) : undefined
  },
})
