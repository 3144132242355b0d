/** The platform's login page, as a fault puts it in a page's place. */
import { htmlPage } from './edit-answer.ts'

export const loginPage = htmlPage(
  '抖音创作者中心',
  `    <div class="login-panel">
      <h1>登录</h1>
      <p>扫码登录</p>
      <div id="animate_qrcode_container" class="qrcode"></div>
      <p>验证码登录</p>
      <p>密码登录</p>
    </div>`,
)
