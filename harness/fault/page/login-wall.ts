import { html, insteadOf, json } from './edit-answer.ts'
import { loginPage } from './login-page.ts'
import { answerNames, pageFaultKind } from './page-fault.ts'

/** What the platform says of a session that has ended. */
const notLoggedIn = { status_code: 8, status_msg: '用户未登录' }

export const loginWall = pageFaultKind({
  name: 'loginWall',
  docs: {
    title: 'The session has ended',
    meaning:
      'Pages are the login page, under the address that was asked for; data is `status_code` 8, “用户未登录”.',
    example: 'loginWall:all?forMs=5000',
    options: {},
  },
  answers: answerNames,
  breaks: 'degrades-loudly',
  meets: 'loud',
  alter: (answer, { part }) =>
    part === 'document'
      ? insteadOf(answer, 200, html, loginPage)
      : insteadOf(answer, 200, json, JSON.stringify(notLoggedIn)),
})
