import { html, insteadOf } from './edit-answer.ts'
import { loginPage } from './login-page.ts'
import { answerNames, pageFaultKind } from './page-fault.ts'

export const redirect = pageFaultKind({
  name: 'redirect',
  docs: {
    title: 'The platform sends the browser elsewhere',
    meaning: 'Answers are 302 to the login page, `/passport/login` of the same host.',
    example: 'redirect:documents?forMs=5000',
    options: {},
  },
  answers: answerNames,
  breaks: 'degrades-loudly',
  meets: 'loud',
  alter(answer) {
    const moved = insteadOf(answer, 302, html, '', ['location', '/passport/login'])
    return { ...moved, leadsTo: insteadOf(answer, 200, html, loginPage) }
  },
})
