import { html, htmlPage, insteadOf, json } from './edit-answer.ts'
import { answerNames, pageFaultKind } from './page-fault.ts'

const text = '访问太频繁，请稍后再试'

export const rateLimit = pageFaultKind({
  name: 'rateLimit',
  docs: {
    title: 'The platform refuses: too many requests',
    meaning: 'Answers are 429 with `retry-after`.',
    example: 'rateLimit:all?forMs=5000',
    options: {},
  },
  answers: answerNames,
  breaks: 'degrades-loudly',
  meets: 'loud',
  alter(answer, { part }) {
    const again = ['retry-after', '1'] as const
    if (part === 'document') {
      return insteadOf(answer, 429, html, htmlPage(text, `    <p>${text}</p>`), again)
    }
    return insteadOf(
      answer,
      429,
      json,
      JSON.stringify({ status_code: 2154, status_msg: text }),
      again,
    )
  },
})
