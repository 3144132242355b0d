import { listIn, withItems } from './edit-answer.ts'
import { listAnswers, pageFaultKind } from './page-fault.ts'

export const duplicatePages = pageFaultKind({
  name: 'duplicatePages',
  docs: {
    title: 'Pages of a list come twice',
    meaning:
      'Every page but the first begins with all items of the one before it, as when a list grows while it is read.',
    example: 'duplicatePages:all?forMs=5000',
    options: {},
  },
  answers: listAnswers,
  breaks: 'I7',
  meets: 'copes',
  alter(answer, { url, earlier }) {
    const found = listIn(answer, url)
    const last = earlier.at(-1)
    const before = last && listIn(last, url)
    if (found === undefined || before === undefined) return undefined
    return withItems(answer, found, [...before.items, ...found.items])
  },
})
