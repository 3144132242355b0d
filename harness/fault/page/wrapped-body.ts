import { listIn, withJson } from './edit-answer.ts'
import { listAnswers, pageFaultKind } from './page-fault.ts'

export const wrappedBody = pageFaultKind({
  name: 'wrappedBody',
  docs: {
    title: 'The body is wrapped',
    meaning: 'The whole answer comes inside `{"code":0,"message":"success","data":…}`.',
    example: 'wrappedBody:conversations?forMs=5000',
    options: {},
  },
  answers: listAnswers,
  breaks: 'I1',
  meets: 'copes',
  alter(answer, { url }) {
    const found = listIn(answer, url)
    return found && withJson(answer, { code: 0, message: 'success', data: found.body })
  },
})
