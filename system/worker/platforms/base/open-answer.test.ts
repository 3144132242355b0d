import { expect, test } from 'vitest'
import { openAnswer, type RawAnswer, retryAfter } from './open-answer.ts'
import { PageProblem } from './page-problem.ts'

const good = { status_code: 0, comments: [{ cid: '1' }] }

function raw(body: unknown, more: Partial<RawAnswer> = {}): RawAnswer {
  const text = typeof body === 'string' ? body : JSON.stringify(body)
  return { status: 200, text, headers: () => ({}), ...more }
}

function problemOf(answer: RawAnswer, list = ['comments']): PageProblem {
  try {
    openAnswer(answer, list)
  } catch (error) {
    if (error instanceof PageProblem) return error
  }
  throw new Error('It met no problem.')
}

test.each([
  ['as it is', good],
  ['wrapped', { data: good }],
  ['wrapped with a code of its own', { code: 0, message: 'ok', data: { data: good } }],
  ['a text of JSON', JSON.stringify(JSON.stringify(good))],
  ['a wrapped text of JSON', { code: '0', data: JSON.stringify({ result: good }) }],
])('a list is found in an answer %s', (_, body) => {
  expect(openAnswer(raw(body), ['comments'])).toEqual(good)
})

test('a list further inside is found, wrapped or not, and one that is null is there', () => {
  const history = { status_code: 0, data: { messages: null } }
  expect(openAnswer(raw(history), ['data', 'messages'])).toEqual(history)
  expect(openAnswer(raw({ data: history }), ['data', 'messages'])).toEqual(history)
})

test.each([
  ['no JSON', 'Bad Gateway', 'unreadable', 'not JSON'],
  ['a body that was cut', JSON.stringify(good).slice(0, 20), 'unreadable', 'not JSON'],
  ['a renamed list', { status_code: 0, comment_list: [] }, 'unreadable', 'only status_code, comm'],
  ['a bare list', [1], 'unreadable', 'but a bare list'],
  ['null', 'null', 'unreadable', 'but null'],
  ['a text that is no JSON', { data: 'gone' }, 'unreadable', 'a text, and no JSON'],
  [
    'wrappers without end',
    { data: { data: { data: { data: { data: good } } } } },
    'unreadable',
    '',
  ],
  ['a login page', '<html><div>扫码登录</div>', 'login_required', 'not JSON'],
  ['not logged in', { status_code: 8, status_msg: 'no' }, 'login_required', 'status_code 8 (no)'],
  [
    'not logged in, inside',
    { code: 0, data: { code: 401, msg: '未登录' } },
    'login_required',
    '401',
  ],
  ['a check', { code: '10000', type: 'verify', verify_event: 'x' }, 'captcha', 'asks for a check'],
  ['too many', { status_code: 5, status_msg: '操作太频繁' }, 'rate_limited', '频繁'],
  ['another error', { status_code: 5, status_msg: '?' }, 'no_answer', 'status_code 5'],
])('%s is a problem with a name', (_, body, problem, words) => {
  const found = problemOf(raw(body))
  expect(found.problem).toBe(problem)
  expect(found.message).toContain(words)
})

test.each([
  [429, 'slow down', 'rate_limited'],
  [401, '', 'login_required'],
  [403, '<div id="captcha_container">', 'captcha'],
  [503, 'x', 'no_answer'],
  [304, '', 'no_answer'],
])('HTTP %i with %j is %s', (status, text, problem) => {
  expect(problemOf(raw(text, { status })).problem).toBe(problem)
})

test('a body of another type is named by it, and one without end is refused', () => {
  const type = { headers: () => ({ 'content-type': 'application/x-protobuf' }) }
  expect(problemOf(raw('\u0008\u0001', type)).message).toContain('application/x-protobuf')
  expect(problemOf(raw('9'.repeat(20_000_001))).message).toContain('too large')
})

test('Retry-After is seconds or a date, within reason', () => {
  const answer = raw('', { status: 429, headers: () => ({ 'retry-after': '7' }) })
  expect(problemOf(answer).retryAfterMs).toBe(7000)
  expect(retryAfter(new Date(Date.now() + 60_000).toUTCString())).toBeGreaterThan(50_000)
  expect(['999999', '-1', 'soon', '', undefined].map(retryAfter)).toEqual([
    3_600_000,
    0,
    undefined,
    undefined,
    undefined,
  ])
})
