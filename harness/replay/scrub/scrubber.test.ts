/** Single values: what becomes of them, and what stays. */
import { expect, test } from 'vitest'
import { Pseudonyms } from './pseudonyms.ts'
import { Scrubber } from './scrubber.ts'

const scrubber = new Scrubber(new Pseudonyms('k'), {}, new Set(['pages.test']))

test.each([
  ['message_type', 'text'],
  ['direction', 'incoming'],
  ['label_text', '作者'],
  ['device_platform', 'webapp'],
  ['scene', 'star_atlas'],
  ['status_msg', 'success'],
  ['aid', '6383'],
  ['create_time', '1728794460'],
  ['max_cursor', '1728634920507'],
  ['version_code', '170400'],
  ['content_type', 'image/png'],
  ['created', '2024-10-13 12:41:00'],
  [
    'browser_version',
    'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko)',
  ],
  ['anything', ''],
  ['anything', '……！'],
])('%s may stay %s', (field, value) => {
  expect(scrubber.text(value, field)).toBe(value)
})

test.each([
  ['anything', 'alice'],
  ['anything', '好'],
  ['scene', '我家'],
  ['message_type', 'Alice Zhang'],
  ['device_platform', '13912345678'],
  ['a_code', '7425115667711188089'],
  ['sms_code', '4829'],
  ['verify_code', '482913'],
  ['birthday', '1990-03-07'],
])('%s does not keep %s', (field, value) => {
  const other = scrubber.text(value, field)
  expect(other).not.toBe(value)
  expect([...other]).toHaveLength([...value].length)
})

test('a phone number keeps its spaces, and is no number that anybody has', () => {
  const forms = ['13912345678', '+86 139 1234 5678', '139-1234-5678']
  const others = forms.map((form) => scrubber.text(form, 'mobile'))
  expect(others[0]).toMatch(/^1[0-2]\d{9}$/)
  expect(others.map((other) => other.replaceAll(/\D/g, '').slice(-11))).toEqual(
    Array(3).fill(others[0]),
  )
  expect(others[1]).toMatch(/^\+86 \d{3} \d{4} \d{4}$/)
})

test('an identity card keeps its length and has a wrong check character', () => {
  for (const card of ['11010519491231002X', '440308199901101512']) {
    expect(scrubber.text(card, 'note')).toMatch(/^99\d{15}[\dX]$/)
  }
})

test('addresses keep what is everybody’s and lose what is somebody’s', () => {
  const before =
    'https://pages.test/video/7425115667711188089?from=web&msToken=abcDEF123456&u=MS4wLjABAAAAqwertyQWERTY'
  const after = scrubber.text(before, 'share_url')
  expect(after).toMatch(
    /^https:\/\/pages\.test\/video\/\d{19}\?from=web&msToken=[\w-]{12}&u=MS4wLjABAAAA[\w-]{12}$/,
  )
  expect(after).not.toMatch(/7425115667711188089|abcDEF|qwerty/)
  const picture = scrubber.text(
    'https://p3-pc.douyinpic.com/aweme/100x100/aweme-avatar/ByzOCSaKjCcv.svg',
  )
  expect(picture).toMatch(
    /^https:\/\/p3-pc\.douyinpic\.com\/aweme\/100x100\/aweme-avatar\/\w{12}\.svg$/,
  )
  expect(picture).not.toContain('ByzOCSaKjCcv')
})

test('private addresses of machines give way, the machine itself does not', () => {
  expect(scrubber.text('http://192.168.1.7:8080/x')).toMatch(
    /^http:\/\/198\.1[89]\.\d+\.\d+:8080\/x$/,
  )
  expect(scrubber.text('http://127.0.0.1:8080/x')).toBe('http://127.0.0.1:8080/x')
})

test('a program that everybody gets stays to the letter, but for secrets in it', () => {
  const program = [
    'const name = "button"; const title = "确定"; /* don\'t */ const re = /["\']/g',
    'export const max = 9007199254740991, ms = 86400000, version = "12.4.1.2"',
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the program has it.
    'fetch(`https://www.douyin.com/aweme/v1/web/${path}?aid=6383`)',
    'import("./main.3f2a9c1b4d.js"); a.b = {uid: e.uid, token: t.getToken()}',
  ].join('\n')
  expect(scrubber.program(program)).toBe(program)
  const leaky = 'var t={access_token:"a1b2c3d4e5f6g7h8i9",mail:"someone@mail.com",p:"13912345678"}'
  expect(scrubber.program(leaky)).not.toMatch(/a1b2c3d4|someone|13912345678/)
})

test('a page keeps its make-up and its words, and loses what it knows of a person', () => {
  const page =
    '<!doctype html><title>首页 - 抖音创作者中心</title><a class="x" href="/user/31330205?tab=home">' +
    '<img alt="木匠阿禾" data-e2e="avatar"></a><p>抖音号：<b>ahe_mugong</b></p><!-- 张三 -->'
  const other = scrubber.text(page)
  expect(other).toMatch(
    /^<!doctype html><title>首页 - 抖音创作者中心<\/title><a class="x" href="\/user\/\d{8}\?tab=home">/,
  )
  expect(other).not.toMatch(/木匠|mugong|31330205|张三/)
})

test('a template in a script of a page keeps its expressions', () => {
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the script has it.
  const page = '<script>show(`我们去杭州 ${user.name} 好吗`)</script>'
  expect(scrubber.text(page)).toMatch(/^<script>show\(`\S{5} \$\{user\.name\} \S{2}`\)<\/script>$/)
  expect(scrubber.text(page)).not.toContain('杭州')
})

test('what nests too deep is replaced as a whole', () => {
  let nested = '我们去杭州'
  for (let depth = 0; depth < 20; depth += 1) nested = JSON.stringify([nested])
  expect(scrubber.text(nested)).not.toContain('杭州')
})
