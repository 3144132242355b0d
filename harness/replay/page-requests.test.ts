import { expect, test } from 'vitest'
import { pageRequests } from './page-requests.ts'
import { loadRecording } from './recording.ts'
import { requestKey } from './request-key.ts'
import { page, type TestEntry, testManifest, writeTestRecording } from './test-recording.ts'

const works = 'https://pages.test/works'
const chat = 'https://pages.test/chat'
const list = (cursor: string) => `https://pages.test/api/list?id=7&cursor=${cursor}`
const users = 'https://pages.test/api/users'
const late = 'https://pages.test/api/late'

const ann = { key: 'ann', title: 'Ann' }
const bob = { key: 'bob', title: 'Bob' }

function answer(url: string, body: object, episode = 1): TestEntry {
  return { url, episode, text: JSON.stringify(body) }
}

/** What each page asks, by episode: the last parts of the addresses. */
async function visitsOf(entries: readonly TestEntry[]) {
  await using sample = await writeTestRecording(entries)
  const recording = await loadRecording('sample', sample)
  const requests = pageRequests(recording)
  return (url: string) =>
    Array.from({ length: recording.manifest.episodes.length }, (_, place) =>
      requests
        .of(requestKey('GET', new URL(url)), place + 1)
        .map((request) => request.url.replace(/^.*(\/|cursor=)/, '')),
    )
}

test('what a page asked once it asks in every episode, also where the answer did not change', async () => {
  const visits = await visitsOf([
    { url: works, document: true },
    answer(list('0'), { has_more: false, cursor: 0 }),
    { url: chat, document: true },
    answer(users, {}),
    answer(users, { a: 1 }, 3),
  ])
  expect(visits(works)).toEqual([['0'], ['0'], ['0']])
  expect(visits(chat)).toEqual([['users'], ['users'], ['users']])
  expect(visits(page)).toEqual([[], [], []])
  expect(visits('https://pages.test/never')).toEqual([[], [], []])
})

test('further pages are asked as far as the answers of the episode lead to them', async () => {
  const visits = await visitsOf([
    { url: works, document: true },
    answer(list('0'), { has_more: true, cursor: 40 }),
    answer(list('40'), { has_more: true, cursor: '20' }),
    answer(list('20'), { has_more: false, cursor: 10 }),
    answer(list('0'), { has_more: 1, cursor: '9007199254740993' }, 2),
    { url: list('9007199254740993'), episode: 2, text: '{"has_more":0,"cursor":9007199254740993}' },
    answer(list('0'), { data: { has_more: true, cursor: 40 } }, 3),
    answer(list('0'), { data: { has_more: 0, cursor: 40 } }, 4),
    { url: list('0'), episode: 5, text: 'no JSON' },
  ])
  expect(visits(works)).toEqual([
    ['0', '40', '20'],
    ['0', '9007199254740993'],
    ['0', '40', '20'],
    ['0'],
    ['0'],
  ])
})

test('a list whose beginning was not recorded, or that goes in circles, is asked as it was', async () => {
  const torn = await visitsOf([
    { url: works, document: true },
    answer(list('40'), { has_more: true, cursor: 20 }),
    answer(list('60'), { has_more: false }, 2),
  ])
  expect(torn(works)).toEqual([['40'], ['40', '60']])
  const circle = await visitsOf([
    { url: works, document: true },
    answer(list('0'), { has_more: true, cursor: 40 }),
    answer(list('40'), { has_more: true, cursor: 0 }),
  ])
  expect(circle(works)).toEqual([['0', '40']])
})

test('what was asked several times in an episode is asked as often, later once', async () => {
  const visits = await visitsOf([
    { url: chat, document: true },
    answer(users, { a: 1 }),
    answer(users, { a: 2 }),
    answer(users, { a: 1 }, 3),
  ])
  expect(visits(chat)).toEqual([['users', 'users'], ['users'], ['users']])
})

test('a path that is new in a later episode belongs to the page that its episode has come to', async () => {
  const visits = await visitsOf([
    { url: works, document: true },
    answer(list('0'), {}),
    { url: chat, document: true },
    // The works again, on another page: the episode has moved on all the same.
    answer(list('0'), { a: 1 }),
    answer(users, {}),
    answer(users, { a: 1 }, 2),
    answer(late, {}, 2),
  ])
  expect(visits(works)).toEqual([['0', '0'], ['0']])
  expect(visits(chat)).toEqual([['users'], ['users', 'late']])
  const first = await visitsOf([
    { url: chat, document: true },
    answer(users, {}),
    answer(late, {}, 2),
    answer(users, { a: 1 }, 2),
  ])
  expect(first(chat)).toEqual([['users'], ['users', 'late']])
  await expect(visitsOf([answer(users, {}), answer(late, {}, 2)])).rejects.toThrow(
    'which page of the recording sample asks GET https://pages.test/api/late',
  )
})

test('a list about something is asked only while that is shown, on whatever page', async () => {
  const comment = '7424461373334861620'
  const replies = `https://pages.test/api/replies?comment_id=${comment}`
  const visits = await visitsOf([
    { url: works, document: true },
    answer(list('0'), { comments: [comment] }),
    { url: chat, document: true },
    answer(users, {}),
    answer(replies, { of: comment }),
    answer(list('0'), { comments: [] }, 2),
    answer(list('0'), { comments: [`${comment}`, 'and more'] }, 3),
  ])
  const asked = `replies?comment_id=${comment}`
  expect(visits(chat)).toEqual([['users', asked], ['users'], ['users', asked]])
})

test('a page asks what its own account was answered, and what everybody was', async () => {
  await using sample = await writeTestRecording(
    [
      { url: works, document: true },
      { ...answer(list('0'), { has_more: true, cursor: 20 }), account: 'ann' },
      { ...answer(list('20'), { has_more: false }), account: 'ann' },
      { ...answer(list('0'), { has_more: false }), account: 'bob' },
      answer(users, {}),
      { ...answer(late, {}), account: 'bob' },
    ],
    { 'manifest.json': JSON.stringify(testManifest({ accounts: [ann, bob] })) },
  )
  const recording = await loadRecording('sample', sample)
  const asked = (account: string | undefined) =>
    pageRequests(recording, account)
      .of(requestKey('GET', new URL(works)), 1)
      .map((request) => request.url.replace(/^.*(\/|cursor=)/, ''))
  expect(asked('ann')).toEqual(['0', '20', 'users'])
  expect(asked('bob')).toEqual(['0', 'users', 'late'])
  expect(asked(undefined)).toEqual(['users'])
})

test('a websocket is no request of a page, whatever its answer looks like', async () => {
  const socket = 'wss://pages.test/push'
  const visits = await visitsOf([
    { url: works, document: true },
    { url: socket, frames: [{ type: 'receive', atMs: 5, text: '{}' }] },
    answer(users, {}),
  ])
  expect(visits(works)).toEqual([['users']])
})

test('pictures, scripts and style sheets are not asked', async () => {
  const visits = await visitsOf([{ url: works, document: true }, answer(list('0'), {})])
  expect(visits(works)).toEqual([['0']])
  const recording = await loadRecording('creator-basic')
  const requests = pageRequests(recording)
  const asked = new Set<string>()
  for (const { isDocument, url } of recording.exchanges) {
    if (!isDocument) continue
    for (const { key } of requests.of(requestKey('GET', url), 1)) asked.add(key)
  }
  const inEpisode1 = recording.exchanges.filter(({ episode }) => episode === 1)
  const api = inEpisode1.filter(({ isApi }) => isApi).map(({ url }) => requestKey('GET', url))
  expect([...asked].sort()).toEqual(api.sort())
  expect(inEpisode1.length).toBeGreaterThan(2 * api.length)
})

test('what somebody sends from a page is no part of a visit', async () => {
  const send = { url: 'https://pages.test/api/reply', method: 'POST', requestBody: 'text=a' }
  const visits = await visitsOf([
    { url: chat, document: true },
    answer(users, {}),
    { ...send, text: '{}' },
    // Nothing else of this episode is new, so nothing says which page it was sent from.
    { ...send, requestBody: 'text=b', text: '{}', episode: 2 },
  ])
  expect(visits(chat)).toEqual([['users'], ['users']])
})
