import { listIn, withJson } from './edit-answer.ts'
import { listAnswers, pageFaultKind } from './page-fault.ts'

export const doubleWrappedBody = pageFaultKind({
  name: 'doubleWrappedBody',
  docs: {
    title: 'The body is wrapped twice',
    meaning:
      'The answer is JSON within JSON: its text is a string inside `{"code":0,"message":"success","data":"…"}`.',
    example: 'doubleWrappedBody:works?forMs=5000',
    options: {},
  },
  answers: listAnswers,
  breaks: 'I1',
  meets: 'copes',
  alter(answer, { url }) {
    const found = listIn(answer, url)
    if (found === undefined) return undefined
    return withJson(answer, { code: 0, message: 'success', data: JSON.stringify(found.body) })
  },
})
