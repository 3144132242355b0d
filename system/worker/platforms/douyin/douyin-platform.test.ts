import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { AccountHealthStatus } from '../../../shared/protocol/payloads.ts'
import { isFailed, testTelemetry } from '../../../shared/testing/test-telemetry.ts'
import { DouyinSession } from './douyin-platform.ts'
import { type FakePage, fakePages, type PageName } from './testing/fake-pages.ts'

beforeEach(() => {
  vi.useFakeTimers({ now: 1_730_000_000_000 })
  vi.spyOn(Math, 'random').mockReturnValue(0.5)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

const api = 'https://creator.douyin.com'
const commentApi = `${api}/aweme/v1/web/comment/list/select/`
const secUid = (n: number) => `MS4wLjABAAAA${n}`

const noWorks = {
  url: `${api}/janus/douyin/creator/pc/work_list`,
  body: { aweme_list: null, items: null, total: 0 },
}
const noComments = { url: `${commentApi}?aweme_id=1`, body: { comments: null, total_count: 0 } }
const conversations = (count: number) => ({
  url: `${api}/creator/im/user_detail/`,
  body: {
    user_list: Array.from({ length: count }, (_, n) => ({
      user_id: `${n}`,
      user: { nickname: '山里的风', sec_uid: secUid(n), avatar_thumb: null },
    })),
  },
})
const messagesOf = (n: number) => ({
  url: `${api}/v1/im/message/history?conversation_id=${secUid(n)}&cursor=0`,
  body: { data: { messages: [] } },
})

function session() {
  const pages: Record<PageName, FakePage> = {
    works: { answers: [noWorks] },
    comments: { answers: [noComments] },
    messages: { answers: [conversations(1), messagesOf(0)] },
  }
  const telemetry = testTelemetry()
  const told: AccountHealthStatus[] = []
  const { browser, opened, context } = fakePages(pages)
  const sut = new DouyinSession(browser, {
    accountId: 'acc-1',
    workerId: 'worker-1',
    dataPusher: { pushDataSync: async () => undefined },
    snapshotIntervalMs: 30_000,
    monitorIntervalMs: 60_000,
    navigationTimeoutMs: 1000,
    roundTimeoutMs: 10_000,
    telemetry,
    onHealth: (status) => told.push(status),
  })
  return {
    pages,
    opened,
    context,
    telemetry,
    told,
    leave: () => sut.breakOff(),
    /** One round, a minute after the one before. */
    async round() {
      opened.length = 0
      const round = sut.crawl()
      await vi.advanceTimersByTimeAsync(60_000)
      await round
      return telemetry.spans('crawl.round').at(-1)
    },
    problems: () => told.at(-1)?.problems.map(({ problem }) => problem),
  }
}

test('a round without problems is one of a healthy account, which is told once', async () => {
  const { round, told, opened, telemetry } = session()
  expect(isFailed(await round())).toBe(false)
  await round()
  expect(opened).toEqual(['works', 'comments', 'messages'])
  expect(told.map(({ health }) => health)).toEqual(['healthy'])
  expect(telemetry.logs).toEqual([])
})

test.each<[string, Partial<FakePage>, string]>([
  ['a login page', { content: '<div>扫码登录</div>' }, 'login_required'],
  ['a way to the login', { url: `${api}/passport/login`, content: '' }, 'login_required'],
  ['a check', { content: '<div id="captcha_container">' }, 'captcha'],
  ['a limit', { status: 429, content: 'slow down' }, 'rate_limited'],
])(
  '%s ends the round, pauses the next, and is over when the page is back',
  async (_, page, problem) => {
    const { round, pages, opened, problems, told, telemetry } = session()
    await round()
    const whole = pages.works
    pages.works = { ...page, answers: [] }
    const span = await round()
    expect(isFailed(span)).toBe(true)
    expect(span?.attributes).toMatchObject({
      'hiscrm.page.problem': problem,
      'hiscrm.crawl.failed_parts': ['works'],
    })
    expect([opened, problems()]).toEqual([['works'], [problem]])
    // One interval for the first, two for the second.
    await round()
    expect(opened).toEqual(['works'])
    const paused = await round()
    expect(opened).toEqual([])
    expect(isFailed(paused)).toBe(false)
    expect(paused?.attributes['hiscrm.crawl.paused_by']).toBe(problem)
    pages.works = whole
    await round()
    expect(opened).toEqual(['works', 'comments', 'messages'])
    expect(told.map(({ health }) => health)).toEqual(['healthy', 'degraded', 'healthy'])
    const events = telemetry.logs.map(({ fields }) => fields.event)
    expect(events.filter((event) => event.startsWith('account.'))).toEqual([
      'account.degraded',
      'account.recovered',
    ])
  },
)

test('a limit on an answer ends the round there, and its Retry-After is kept', async () => {
  const { round, pages, opened, problems } = session()
  const headers = { 'retry-after': '150' }
  pages.comments.answers = [{ ...noComments, status: 429, headers, body: 'slow down' }]
  await round()
  expect([opened, problems()]).toEqual([['works', 'comments'], ['rate_limited']])
  pages.comments.answers = [noComments]
  await round()
  await round()
  expect(opened).toEqual([])
  await round()
  expect([opened.length, problems()]).toEqual([3, []])
})

test.each<[string, Partial<FakePage>, string]>([
  ['a list that is not there', { content: '<h1>评论管理</h1>' }, 'missing_element'],
  ['another page', { url: `${api}/creator-micro/home`, content: '' }, 'redirected'],
  [
    'another page that has an error',
    { url: `${api}/creator-micro/home`, status: 504, content: '' },
    'redirected',
  ],
  ['an error in its place', { status: 503, content: '' }, 'no_answer'],
  ['a page that never comes', { gate: new Promise(() => undefined) }, 'no_answer'],
  ['an answer that is none', { answers: [{ ...noComments, body: '{' }] }, 'unreadable'],
  [
    'a body that never comes',
    { answers: [{ ...noComments, body: new Promise(() => undefined) }] },
    'no_answer',
  ],
])('%s costs no other part, and is over when the page is back', async (_, page, problem) => {
  const { round, pages, opened, problems, telemetry } = session()
  const whole = pages.comments
  pages.comments = { answers: [], ...page }
  const span = await round()
  expect(isFailed(span)).toBe(true)
  expect(span?.attributes['hiscrm.page.problem']).toBe(problem)
  expect(problems()).toEqual([problem])
  if (page.gate === undefined) expect(opened).toContain('messages')
  pages.comments = whole
  await round()
  expect(problems()).toEqual([])
  expect(telemetry.logs.at(-1)?.fields.event).toBe('account.recovered')
})

test('a browser that opens no page is a problem, and the next round tries again', async () => {
  const { round, context, problems, told, opened } = session()
  const { newPage } = context
  const late = Promise.withResolvers<Awaited<ReturnType<typeof newPage>>>()
  context.newPage = () => late.promise
  expect((await round())?.status.message).toContain('not over after 10000 ms')
  expect(problems()).toEqual(['no_answer'])
  late.resolve(await newPage())
  await vi.advanceTimersByTimeAsync(0)
  expect(opened).toEqual([])
  context.newPage = newPage
  await round()
  expect(told.at(-1)?.health).toBe('healthy')
})

test('rows that the page does not show are missed, also where all answers are known', async () => {
  const { round, pages, problems, told } = session()
  pages.messages.answers = [conversations(2), messagesOf(0), messagesOf(1)]
  await round()
  expect(problems()).toEqual([])
  pages.messages.answers = [conversations(2), messagesOf(0)]
  const span = await round()
  expect(span?.attributes).toMatchObject({
    'hiscrm.page.problem': 'incomplete',
    'hiscrm.crawl.answers': 4,
    'hiscrm.crawl.known_answers': 4,
  })
  expect(told.at(-1)?.problems[0]?.message).toContain(`nothing asked for messages ${secUid(1)}`)
  pages.messages.answers = [conversations(2), messagesOf(0), messagesOf(1)]
  await round()
  expect(problems()).toEqual([])
})

test('a worker that leaves ends its round with the part that it is at, and nothing is wrong', async () => {
  const { round, pages, opened, told, telemetry, leave } = session()
  pages.works = {
    ...pages.works,
    get gate() {
      leave()
      return Promise.resolve()
    },
  }
  const span = await round()
  expect(isFailed(span)).toBe(false)
  expect(span?.attributes).toMatchObject({
    'hiscrm.crawl.broken_off': true,
    'hiscrm.crawl.answers': 1,
  })
  expect(opened).toEqual(['works'])
  expect(told.flatMap(({ problems }) => problems)).toEqual([])
  expect(telemetry.logs).toEqual([])
})
