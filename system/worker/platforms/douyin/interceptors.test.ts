import { EventEmitter } from 'node:events'
import { expect, test, vi } from 'vitest'
import { isFailed, testTelemetry } from '../../../shared/testing/test-telemetry.ts'
import { AccountHealth } from '../base/account-health.ts'
import { InterceptorManager } from '../base/interceptor-manager.ts'
import type { PageResponse } from '../base/page-response.ts'
import { PageVisit } from '../base/page-visit.ts'
import { DouyinDataManager } from './douyin-data-manager.ts'
import { douyinInterceptors } from './interceptors.ts'

const commentApi =
  'https://creator.douyin.com/web/api/third_party/aweme/api/comment/read/aweme/v1/web/comment/list'

interface Answer {
  status?: number
  method?: string
  headers?: Record<string, string>
}

function intercepting({ limitMs = 1000 } = {}) {
  const telemetry = testTelemetry()
  const dataManager = new DouyinDataManager({
    accountId: 'acc-1',
    workerId: 'worker-1',
    dataPusher: { pushDataSync: async () => undefined },
    snapshotIntervalMs: 30_000,
    telemetry,
  })
  const health = new AccountHealth({ accountId: 'acc-1', telemetry })
  const interceptors = new InterceptorManager(dataManager, douyinInterceptors(dataManager), health)
  const browser = new EventEmitter()
  interceptors.attach(browser)
  return {
    dataManager,
    telemetry,
    interceptors,
    health,
    async respond(url: string, body: unknown, answer: Answer = {}) {
      const { status = 200, method = 'GET' } = answer
      const response: PageResponse = {
        url: () => url,
        status: () => status,
        ok: () => status >= 200 && status < 300,
        headers: () => answer.headers ?? {},
        text: async () => {
          const given: unknown = await (body === refusing ? refusing() : body)
          return typeof given === 'string' ? given : JSON.stringify(given)
        },
        request: () => ({ method: () => method }),
      }
      browser.emit('response', response)
      await interceptors.idle(limitMs)
    },
  }
}

const comment = {
  cid: '7424476062625631265',
  aweme_id: '7425115667711188089',
  text: '好看',
  create_time: 1_728_800_000,
  digg_count: 1,
  reply_comment_total: 0,
  label_text: '',
  user: { uid: '1', nickname: 'n', avatar_thumb: null },
}

test.each([
  ['https://creator.douyin.com/janus/douyin/creator/pc/work_list?a=b/c', 'works'],
  ['https://creator.douyin.com/janus/douyin/creator/pc/work_list/?a=1', 'works'],
  [`${commentApi}/select/?aweme_id=1`, 'comments'],
  [`${commentApi}/select?aweme_id=1`, 'comments'],
  [`${commentApi}/reply/?comment_id=1`, 'replies'],
  ['https://creator.douyin.com/creator/im/user_detail/?aid=1128', 'conversations'],
  ['https://creator.douyin.com/v1/im/message/history?conversation_id=x', 'messages'],
  ['https://creator.douyin.com/janus/douyin/creator/pc/work_list_of_another_kind', undefined],
  ['https://p3-pc.douyinpic.com/img/x.svg', undefined],
  ['https://example.com/janus/douyin/creator/pc/work_list', undefined],
])('%s is read as %s', (url, expected) => {
  const { dataManager } = intercepting()
  const names = douyinInterceptors(dataManager)
    .filter(({ pattern }) => pattern.test(url))
    .map(({ name }) => name)
  expect(names).toEqual(expected === undefined ? [] : [expected])
})

test('an answer has one trace from the page to the data, each hop with its items', async () => {
  const { respond, telemetry, dataManager } = intercepting()
  await respond(`${commentApi}/select/?aweme_id=7425115667711188089`, {
    status_code: 0,
    comments: [comment],
  })
  const [page] = telemetry.spans('page.response')
  const [handle] = telemetry.spans('interceptor.handle')
  const [upsert] = telemetry.spans('data.upsert')
  expect(page?.parentSpanContext).toBeUndefined()
  expect(handle?.parentSpanContext?.spanId).toBe(page?.spanContext().spanId)
  expect(upsert?.parentSpanContext?.spanId).toBe(handle?.spanContext().spanId)
  for (const span of [page, handle, upsert]) {
    expect(span?.attributes['hiscrm.item.ids']).toEqual(['comment:7424476062625631265'])
    expect(span?.attributes['hiscrm.account.id']).toBe('acc-1')
  }
  expect(dataManager.toSyncFormat().data.comments).toHaveLength(1)
})

test.each([
  ['no JSON', 'Bad Gateway', {}, 'The answer is not JSON'],
  ['an unexpected shape', { status_code: 0 }, {}, 'unexpected shape'],
  ['an error of the platform', { status_code: 8, status_msg: 'no' }, {}, 'status_code 8 (no)'],
  ['an HTTP error', {}, { status: 503 }, 'The platform answered 503'],
])('%s is an error of the span and in the log', async (_name, body, answer, expected) => {
  const { respond, telemetry } = intercepting()
  await respond(`${commentApi}/select/?aweme_id=1`, body, answer)
  expect(isFailed(telemetry.spans('page.response')[0])).toBe(true)
  expect(telemetry.logs.map(({ fields }) => fields.event)).toEqual([
    'account.degraded',
    'response.unreadable',
  ])
  expect(telemetry.logs[1]).toMatchObject({
    level: 'error',
    text: expect.stringContaining(expected),
    fields: { event: 'response.unreadable', 'hiscrm.interceptor': 'comments' },
  })
})

test('other answers, redirects and preflights are passed over', async () => {
  const { respond, telemetry } = intercepting()
  await respond('https://creator.douyin.com/creator-micro/home', '<html>')
  const headers = { location: `${commentApi}/select` }
  await respond(`${commentApi}/select/`, '', { status: 302, headers })
  await respond(`${commentApi}/select/`, '', { method: 'OPTIONS' })
  expect(telemetry.spans('page.response')).toEqual([])
  expect(telemetry.logs).toEqual([])
})

test('the same answer again is counted, not read again, as long as all its items are current', async () => {
  const { respond, telemetry, dataManager, interceptors } = intercepting()
  const address = `${commentApi}/select/?aweme_id=1`
  const answer = { status_code: 0, comments: [{ ...comment, digg_count: 1 }] }
  const round = telemetry.tracer.startSpan('crawl.round')
  interceptors.beginRound(round)
  await respond(address, answer)
  await respond(address, answer)
  interceptors.endRound()
  round.end()
  expect(telemetry.spans('interceptor.handle')).toHaveLength(1)
  expect(telemetry.spans('page.response')).toHaveLength(1)
  expect(telemetry.spans('crawl.round')[0]?.attributes).toMatchObject({
    'hiscrm.crawl.answers': 2,
    'hiscrm.crawl.known_answers': 1,
  })
  const likes = () => dataManager.toSyncFormat().data.comments[0]?.likeCount
  await respond(`${address}&cursor=2`, {
    status_code: 0,
    comments: [{ ...comment, digg_count: 2 }],
  })
  expect(likes()).toBe(2)
  await respond(address, answer)
  expect(likes()).toBe(1)
  expect(telemetry.spans('interceptor.handle')).toHaveLength(3)
})

test('an answer with an item that was refused is read again, and refused again', async () => {
  const { respond, telemetry } = intercepting()
  const address = `${commentApi}/select/`
  const answer = { status_code: 0, comments: [{ ...comment, aweme_id: '' }] }
  await respond(address, answer)
  await respond(address, answer)
  const rejected = telemetry.logs.filter(({ fields }) => fields.event === 'item.rejected')
  expect(rejected).toHaveLength(2)
})

const refusing = () => Promise.reject(new Error('closed'))

test.each<[string, unknown, Answer, string]>([
  ['no JSON', 'Bad Gateway', {}, 'unreadable'],
  ['a login page', '<div>扫码登录</div>', {}, 'login_required'],
  ['a limit', 'slow down', { status: 429, headers: { 'retry-after': '9' } }, 'rate_limited'],
  ['a redirect', '', { status: 302, headers: { location: '/passport/login' } }, 'login_required'],
  ['a redirect elsewhere', '', { status: 302, headers: { location: '/moved' } }, 'redirected'],
  ['a body that does not come', refusing, {}, 'no_answer'],
  ['a bad element', { comments: [comment, {}] }, {}, 'incomplete'],
  ['a time far off', { comments: [{ ...comment, create_time: 9e15 }] }, {}, 'clock_off'],
  ['a cursor that stays', { comments: [comment], has_more: 1, cursor: 0 }, {}, 'endless_list'],
])('%s is a problem of its span, its visit and the account', async (_, body, answer, problem) => {
  const { respond, telemetry, interceptors, health } = intercepting()
  const visit = new PageVisit('comments')
  interceptors.beginVisit(visit)
  await respond(`${commentApi}/select/?aweme_id=1`, body, answer)
  const [span] = telemetry.spans('page.response')
  expect(isFailed(span)).toBe(true)
  expect(span?.attributes['hiscrm.page.problem']).toBe(problem)
  expect(visit.problems.map((found) => found.problem)).toEqual([problem])
  expect(health.status?.problems.map((open) => open.problem)).toEqual([problem])
  expect(telemetry.logs[0]?.fields).toMatchObject({
    event: expect.stringMatching(/^response\.(unreadable|incomplete)$|^account\.degraded$/),
  })
})

test('what is readable of an answer is taken, which is read anew until nothing is wrong', async () => {
  const { respond, telemetry, dataManager } = intercepting()
  const address = `${commentApi}/select/?aweme_id=1`
  const partly = { comments: [comment, {}] }
  await respond(address, partly)
  expect(dataManager.toSyncFormat().data.comments).toHaveLength(1)
  await respond(address, partly)
  await respond(address, { comments: [comment] })
  await respond(address, { comments: [comment] })
  const spans = telemetry.spans('page.response')
  expect(spans.map(isFailed)).toEqual([true, true, false])
})

test('ids of 19 digits without quotes are taken to the digit', async () => {
  const { respond, telemetry, dataManager } = intercepting()
  const text = JSON.stringify({ status_code: 0, comments: [comment] })
  await respond(`${commentApi}/select/`, text.replaceAll(/"(\d{19})"/g, '$1'))
  const [held] = dataManager.toSyncFormat().data.comments
  expect([held?.commentId, held?.contentId]).toEqual([comment.cid, comment.aweme_id])
  expect(telemetry.spans('page.response')[0]?.attributes['hiscrm.item.ids']).toEqual([
    `comment:${comment.cid}`,
  ])
})

test('a body that never comes is given up after the limit, told once, and taken if it still comes', async () => {
  const { respond, telemetry, dataManager } = intercepting({ limitMs: 20 })
  const body = Promise.withResolvers<unknown>()
  await respond(`${commentApi}/select/`, body.promise)
  const [span] = telemetry.spans('page.response')
  expect(span?.attributes['hiscrm.page.problem']).toBe('no_answer')
  expect(span?.status.message).toContain('had not come after 20 ms')
  body.resolve({ comments: [comment] })
  await vi.waitFor(() => expect(dataManager.toSyncFormat().data.comments).toHaveLength(1))
  const { respond: again, telemetry: other } = intercepting({ limitMs: 20 })
  const closed = Promise.withResolvers<unknown>()
  await again(`${commentApi}/select/`, closed.promise)
  closed.reject(new Error('The page is closed.'))
  await closed.promise.catch(() => undefined)
  expect(other.spans('page.response')).toHaveLength(1)
})
