import { listIn, withJson } from './edit-answer.ts'
import { listAnswers, pageFaultKind } from './page-fault.ts'

export const loopingCursor = pageFaultKind({
  name: 'loopingCursor',
  docs: {
    title: 'A cursor goes round in a circle',
    meaning:
      'Every page of a list says that there is one more, and that it begins where this one did: the list has no end.',
    example: 'loopingCursor:works?forMs=5000',
    options: {},
  },
  answers: listAnswers,
  breaks: 'degrades-loudly',
  meets: 'loud',
  alter(answer, { url }) {
    const found = listIn(answer, url)
    const name = found?.list.cursor
    if (name === undefined || found?.paging === undefined) return undefined
    const { paging, body } = found
    const asked = url.searchParams.get(name) ?? '0'
    paging.has_more = typeof paging.has_more === 'number' ? 1 : true
    paging[name] = typeof paging[name] === 'string' ? asked : Number(asked)
    return withJson(answer, body)
  },
})
