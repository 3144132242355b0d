import type { PageProblemName } from '../../../shared/protocol/page-problems.ts'

/**
 * Words by which a page or an API says why it does not show what was asked. Consulted only where
 * something is amiss already, so they may be wide.
 */
const walls: readonly { problem: PageProblemName; words: RegExp }[] = [
  {
    problem: 'login_required',
    words:
      /扫码登录|验证码登录|密码登录|手机号登录|请先?登录|未登录|登录后|登录(已)?(过期|失效)|我是创作者|type="password"|\b(log|sign)[ -]?in\b|not[ _]logged|session[ _]expired|login[_-]?(required|wall)/i,
  },
  {
    problem: 'captcha',
    words:
      /验证码|安全验证|人机验证|滑块|拖动.{0,6}(拼图|滑)|captcha|verify[_-]?(center|event|ticket|page)|verify (that )?you are/i,
  },
  {
    problem: 'rate_limited',
    words: /频繁|请求过(多|快)|访问(太|过)(多|快)|too (many|frequent|fast)|rate[ _-]?limit/i,
  },
]

/** Which wall words speak of, if any. */
export function wallInWords(text: string): PageProblemName | undefined {
  return walls.find(({ words }) => words.test(text))?.problem
}

const most = 500_000

/** Which wall an HTML page is, by what it shows; scripts and comments say nothing. */
export function wallInPage(html: string): PageProblemName | undefined {
  return wallInWords(html.slice(0, most).replaceAll(/<script\b.*?<\/script\s*>|<!--.*?-->/gis, ' '))
}

/** Which wall an address leads to, if any. */
export function wallInAddress(url: URL): PageProblemName | undefined {
  const place = `${url.hostname}${url.pathname}`
  if (/passport|login|sso\b|signin/i.test(place)) return 'login_required'
  if (/captcha|verify/i.test(place)) return 'captcha'
  return undefined
}
