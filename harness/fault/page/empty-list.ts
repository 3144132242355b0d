import { listIn, withItems } from './edit-answer.ts'
import { listAnswers, pageFaultKind } from './page-fault.ts'

export const emptyList = pageFaultKind({
  name: 'emptyList',
  docs: {
    title: 'A list is empty',
    meaning:
      'The platform says that all is well, and that there is nothing: what it does to an account that it does not trust.',
    example: 'emptyList:comments?forMs=5000',
    options: {},
  },
  answers: listAnswers,
  breaks: 'degrades-loudly',
  meets: 'loud',
  alter(answer, { url }) {
    const found = listIn(answer, url)
    if (found === undefined) return undefined
    if (found.paging !== undefined) {
      found.paging.has_more = typeof found.paging.has_more === 'number' ? 0 : false
    }
    return withItems(answer, found, [])
  },
})
