import { expect, test } from 'vitest'
import { wallInAddress, wallInPage, wallInWords } from './known-walls.ts'

test.each([
  ['用户未登录', 'login_required'],
  ['login status has expired, please log in', 'login_required'],
  ['请完成安全验证', 'captcha'],
  ['verify_center', 'captcha'],
  ['操作太频繁，请稍后再试', 'rate_limited'],
  ['Too many requests', 'rate_limited'],
  ['服务器开小差了', undefined],
  ['blogging index', undefined],
])('the words %s speak of %s', (words, expected) => {
  expect(wallInWords(words)).toBe(expected)
})

test('a page is judged by what it shows, not by its scripts and comments', () => {
  const login = '<body><div class="tab">扫码登录</div><div>验证码登录</div></body>'
  expect(wallInPage(login)).toBe('login_required')
  expect(wallInPage('<title>验证码中间页</title><div id="captcha_container"></div>')).toBe(
    'captcha',
  )
  expect(
    wallInPage('<script>const text = "扫码登录"</script><!-- captcha --><h1>作品管理</h1>'),
  ).toBeUndefined()
})

test.each([
  ['https://sso.douyin.com/?service=x', 'login_required'],
  ['https://creator.douyin.com/login', 'login_required'],
  ['https://verify.snssdk.com/captcha', 'captcha'],
  ['https://creator.douyin.com/creator-micro/home?from=login', undefined],
])('the address %s leads to %s', (address, expected) => {
  expect(wallInAddress(new URL(address))).toBe(expected)
})
