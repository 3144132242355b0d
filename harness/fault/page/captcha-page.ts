import { html, htmlPage, insteadOf } from './edit-answer.ts'
import { answerNames, pageFaultKind } from './page-fault.ts'

const captcha = `    <div id="captcha_container" class="captcha_verify_container">
      <p class="captcha_verify_bar">请完成下列验证后继续</p>
      <div class="captcha_verify_img"></div>
      <p>按住左边按钮拖动完成上方拼图</p>
    </div>`

export const captchaPage = pageFaultKind({
  name: 'captchaPage',
  docs: {
    title: 'A captcha comes instead',
    meaning:
      'The platform wants to see a person: a page with a puzzle in place of the one asked for, and in place of data too.',
    example: 'captchaPage:documents?forMs=5000',
    options: {},
  },
  answers: answerNames,
  breaks: 'degrades-loudly',
  meets: 'loud',
  alter: (answer) => insteadOf(answer, 200, html, htmlPage('验证码中间页', captcha)),
})
