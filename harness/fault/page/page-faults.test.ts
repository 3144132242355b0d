import { readdirSync } from 'node:fs'
import { expect, test } from 'vitest'
import { fault } from '../faults.ts'
import { type WorldFault, worldFault } from '../world-fault.ts'
import { html, json } from './edit-answer.ts'
import type { PageAnswer, PagePart } from './page-answer.ts'
import { pageFaults } from './page-faults.ts'
import { PagesUnderFault } from './pages-under-fault.ts'

const origin = 'https://creator.douyin.com'
const addresses = {
  works: `${origin}/janus/douyin/creator/pc/work_list?max_cursor=0`,
  comments: `${origin}/aweme/v1/web/comment/list/select/?aweme_id=7&cursor=0&count=10`,
  more: `${origin}/aweme/v1/web/comment/list/select/?aweme_id=7&cursor=2&count=10`,
  messages: `${origin}/v1/im/message/history?conversation_id=MS4w&cursor=0`,
  page: `${origin}/creator-micro/content/manage`,
  script: `${origin}/creator-micro/static/content-manage.js`,
}

const comment = (cid: string) => ({
  cid,
  text: `text ${cid}`,
  create_time: 1728777660,
  likes: 1e21,
})
const commentsOf = (cids: readonly string[], more: 0 | 1, cursor: number) =>
  JSON.stringify({ status_code: 0, comments: cids.map(comment), has_more: more, cursor })
const first = ['7425043512744437638', '7425198131701725984', '7424991458053548632']
const firstPage = commentsOf(first, 1, 2)
const secondPage = commentsOf(['7424687117094608366'], 0, 4)
const messages = JSON.stringify({
  status_code: 0,
  data: {
    messages: [{ message_id: '7425376457860586173', content: '你好', created_at: 1728855180879 }],
    has_more: false,
    cursor: '5',
  },
})
const document = '<body><main><div class="list" data-e2e="work-list"></div></main></body>'
const script = `const box = document.querySelector('[data-e2e="work-list"]'); add({ role: 'list-item' })`

const nowMs = Date.UTC(2026, 0, 1)

/** What comes of an answer while a fault is in force. */
async function under(value: WorldFault, pages = new PagesUnderFault()) {
  const kind = pageFaults.find(({ name }) => name === value.name)
  let touched = 0
  const heal = await kind?.plant({ pages }, value, () => {
    touched += 1
  })
  const ask = (address: string, text: string, part: PagePart = 'api', accountId = 'acc-1') => {
    const mimeType = part === 'api' ? json : html
    const recorded = { index: 3, status: 200, mimeType, headers: [], body: Buffer.from(text) }
    const question = { accountId, method: 'GET', url: new URL(address), part, nowMs }
    return pages.answer(question, recorded)
  }
  return { ask, heal, touched: () => touched, pages }
}

const textOf = ({ body }: PageAnswer) => body.toString('utf8')

/** The altered first page of comments. */
async function altered(value: WorldFault): Promise<string> {
  const { ask } = await under(value)
  return textOf(ask(addresses.comments, firstPage).answer)
}

test('there is a file for every kind and a value for scenarios, and each says what it breaks', () => {
  expect(pageFaults).toHaveLength(21)
  const files = readdirSync(import.meta.dirname)
  for (const { name, breaks, answers, docs } of pageFaults) {
    const file = `${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}.ts`
    expect(files).toContain(file)
    expect(Object.keys(fault)).toContain(name)
    expect(breaks).toMatch(/^(I\d+|degrades-loudly)$/)
    expect(answers?.length).toBeGreaterThan(0)
    expect(docs.example.startsWith(`${name}:`)).toBe(true)
  }
})

test('a field is renamed in every item, in its place, and no digit is lost', async () => {
  const text = firstPage.replaceAll('1e+21', '1000000000000000000000')
  const { ask } = await under(fault.fieldRenamed('comments'))
  expect(textOf(ask(addresses.comments, text).answer)).toBe(
    text.replaceAll('"text":', '"text_v2":'),
  )
  expect(await altered(fault.fieldRenamed('comments', { field: 'cid' }))).toContain(
    '"cid_v2":"7425',
  )
  expect(await altered(fault.fieldRenamed('comments', { field: 'none' }))).toBe(firstPage)
})

test('a field is missing in every item', async () => {
  const text = await altered(fault.fieldMissing('all', { field: 'create_time' }))
  expect(text).toBe(firstPage.replaceAll('"create_time":1728777660,', ''))
})

test('long ids are numbers with every digit, and nothing else is', async () => {
  expect(await altered(fault.numberIds('all'))).toBe(
    firstPage.replace(/"cid":"(\d+)"/g, '"cid":$1'),
  )
  const { ask } = await under(fault.numberIds('messages'))
  expect(textOf(ask(addresses.messages, messages).answer)).toContain('"cursor":"5"')
})

test('bodies are wrapped once, or as a text', async () => {
  const wrapped: unknown = JSON.parse(await altered(fault.wrappedBody('all')))
  expect(wrapped).toMatchObject({ code: 0, data: JSON.parse(firstPage) })
  const double: unknown = JSON.parse(await altered(fault.doubleWrappedBody('all')))
  expect(double).toMatchObject({ data: firstPage.replaceAll('1e21', '1e+21') })
})

test('a list is empty and has no more pages, in whatever form it said so', async () => {
  expect(JSON.parse(await altered(fault.emptyList('all')))).toMatchObject({
    status_code: 0,
    comments: [],
    has_more: 0,
  })
  const { ask } = await under(fault.emptyList('all'))
  const answer: unknown = JSON.parse(textOf(ask(addresses.messages, messages).answer))
  expect(answer).toMatchObject({ data: { messages: [], has_more: false } })
})

test.each([
  [fault.rateLimit('all'), 429, '访问太频繁'],
  [fault.captchaPage('all'), 200, 'captcha_container'],
  [fault.loginWall('all'), 200, '登录'],
])('$name comes in place of pages and of data', async (value, status, words) => {
  const { ask } = await under(value)
  for (const given of [
    ask(addresses.comments, firstPage),
    ask(addresses.page, document, 'document'),
  ]) {
    expect(given.answer.status).toBe(status)
    expect(textOf(given.answer)).toContain(words)
    expect(given.faults).toEqual([value.id])
  }
  // A picture is none of it.
  expect(ask(`${origin}/x.svg`, '<svg>', 'other').faults).toEqual([])
})

test('a redirect leads to the login page, for the account that was redirected', async () => {
  const { ask, pages } = await under(fault.redirect('documents'))
  const { answer } = ask(addresses.page, document, 'document')
  expect(answer).toMatchObject({ status: 302 })
  expect(Object.fromEntries(answer.headers)).toMatchObject({ location: '/passport/login' })
  const login = new URL(`${origin}/passport/login`)
  expect(pages.redirectedTo('acc-1', login)).toMatchObject({
    exchange: 3,
    faults: ['redirect:documents'],
    answer: { status: 200 },
  })
  expect(pages.redirectedTo('acc-2', login)).toBeUndefined()
})

test('answers are slow, endless, cut or binary', async () => {
  const give = async (value: WorldFault) =>
    (await under(value)).ask(addresses.comments, firstPage).answer
  expect(await give(fault.slowResponse('all', { delayMs: 70 }))).toMatchObject({ delayMs: 70 })
  expect(await give(fault.endlessResponse('all'))).toMatchObject({ endless: true })
  const cut = await give(fault.cutBody('all'))
  expect(cut).toMatchObject({ cutAfterBytes: Math.floor(cut.body.length / 2) })
  const binary = await give(fault.binaryBody('all'))
  expect(binary.mimeType).toBe('application/x-protobuf')
  expect(binary.body).toHaveLength(Buffer.byteLength(firstPage))
  expect(textOf(binary)).not.toMatch(/[\x20-\x7e]/)
})

test('selectors are gone from page and script alike, so that the page works as ever', async () => {
  const { ask } = await under(fault.selectorGone('documents'))
  expect(textOf(ask(addresses.page, document, 'document').answer)).toContain(
    'data-part="work-list"',
  )
  expect(textOf(ask(addresses.script, script, 'script').answer)).toContain(
    '[data-part="work-list"]',
  )
  const other = await under(fault.selectorGone('documents', { element: 'comment-list' }))
  expect(other.ask(addresses.page, document, 'document').faults).toEqual([])
})

test('a new layout has other names and other elements around them', async () => {
  const { ask } = await under(fault.layoutChanged('documents'))
  const text = textOf(ask(addresses.page, document, 'document').answer)
  expect(text).not.toMatch(/data-e2e|<main>/)
  expect(text).toContain('</div></article>')
  expect(textOf(ask(addresses.script, script, 'script').answer)).toContain("role: 'listitem'")
})

test('a list that keeps its first screen only needs a browser', async () => {
  const value = fault.virtualList('documents', { rows: 4 })
  const { ask } = await under(value)
  expect(textOf(ask(addresses.page, document, 'document').answer)).toContain(
    'childElementCount > 4',
  )
  await expect(under(value, new PagesUnderFault({ browser: false }))).rejects.toThrow(
    'no page is drawn',
  )
})

const cidsOf = ({ answer }: { answer: PageAnswer }) =>
  [...textOf(answer).matchAll(/"cid":"(\d+)"/g)].map(([, cid]) => cid)

test('pages overlap: each begins with the items of the one before', async () => {
  const { ask, touched } = await under(fault.duplicatePages('all'))
  expect(ask(addresses.comments, firstPage).faults).toEqual([])
  expect(touched()).toBe(0)
  expect(cidsOf(ask(addresses.more, secondPage))).toEqual([...first, '7424687117094608366'])
  expect(touched()).toBe(1)
  // Another account, and the list anew, know nothing of it.
  expect(ask(addresses.more, secondPage, 'api', 'acc-2').faults).toEqual([])
  ask(addresses.comments, firstPage)
  expect(cidsOf(ask(addresses.more, secondPage))).toHaveLength(4)
})

test('pages come in another order, and all items come in the end', async () => {
  const { ask } = await under(fault.reorderedPages('all'))
  const one = cidsOf(ask(addresses.comments, firstPage))
  const two = cidsOf(ask(addresses.more, secondPage))
  expect(one).toEqual([first[2], first[1]])
  expect(two).toEqual(['7424687117094608366', first[0]])
})

test('a cursor leads back to where it was', async () => {
  const { ask } = await under(fault.loopingCursor('all'))
  const { answer } = ask(addresses.more, secondPage)
  expect(JSON.parse(textOf(answer))).toMatchObject({ has_more: 1, cursor: 2 })
  expect(JSON.parse(textOf(ask(addresses.messages, messages).answer))).toMatchObject({
    data: { has_more: true, cursor: '0' },
  })
})

test('the platform’s clock is off in seconds and in milliseconds, and in the head', async () => {
  const { ask } = await under(fault.pageClockOff('all', { byMs: 86_400_000 }))
  const { answer } = ask(addresses.comments, firstPage)
  expect(textOf(answer)).toContain('"create_time":1728864060')
  expect(Object.fromEntries(answer.headers).date).toBe('Fri, 02 Jan 2026 00:00:00 GMT')
  expect(textOf(ask(addresses.messages, messages).answer)).toContain('"created_at":1728941580879')
})

test('where items have no times, the clock shows nowhere', async () => {
  const { ask } = await under(fault.pageClockOff('all'))
  const timeless = firstPage.replaceAll('create_time', 'made')
  expect(ask(addresses.comments, timeless).faults).toEqual([])
})

test('a fault strikes the accounts it names, the answers it names, and only while in force', async () => {
  const { ask, heal, touched } = await under(fault.emptyList('comments', { accounts: ['acc-2'] }))
  expect(ask(addresses.comments, firstPage).faults).toEqual([])
  expect(ask(addresses.messages, messages, 'api', 'acc-2').faults).toEqual([])
  expect(touched()).toBe(0)
  const struck = ask(addresses.comments, firstPage, 'api', 'acc-2')
  expect(struck.faults).toEqual(['emptyList:comments@acc-2'])
  expect(struck.answer.headers).toContainEqual(['cache-control', 'no-store'])
  await heal?.()
  expect(ask(addresses.comments, firstPage, 'api', 'acc-2').faults).toEqual([])
})

test('several faults alter one after the other, each from what the one before left', async () => {
  const pages = new PagesUnderFault()
  await under(fault.fieldMissing('all', { field: 'text' }), pages)
  const { ask } = await under(fault.wrappedBody('all'), pages)
  const given = ask(addresses.comments, firstPage)
  expect(given.faults).toEqual(['fieldMissing:all?field=text', 'wrappedBody:all'])
  const { data }: { data?: { comments: object[] } } = JSON.parse(textOf(given.answer))
  expect(data?.comments[0]).not.toHaveProperty('text')
})

test('a page with wrong ids may ask for what there is not, until the next page is opened', async () => {
  const { ask, pages, heal } = await under(fault.numberIds('all'))
  expect(pages.misleading('acc-1')).toEqual([])
  ask(addresses.comments, firstPage)
  await heal?.()
  expect(pages.misleading('acc-1')).toEqual(['numberIds:all'])
  expect(pages.misleading('acc-2')).toEqual([])
  ask(addresses.page, document, 'document')
  expect(pages.misleading('acc-1')).toEqual([])
  expect(pages.idle).toBe(true)
})

test('what is no JSON, or no list of items, is left alone by faults of lists', async () => {
  for (const kind of pageFaults) {
    if (kind.answers?.includes('documents')) continue
    const { ask, touched } = await under(worldFault(kind, 'all'))
    for (const body of ['no JSON', '[]', '{"status_code":0}', '{"comments":[]}', '']) {
      expect(textOf(ask(addresses.comments, body).answer), `${kind.name} of ${body}`).toBe(body)
    }
    expect(touched()).toBe(0)
  }
})
