import { expect, test } from 'vitest'
import type { ServedEntry, UnservedEntry } from '../../../journal/entry.ts'
import { startPlayback } from '../../../replay/playback.ts'
import { loadRecording } from '../../../replay/recording.ts'
import { type TestEntry, testManifest, writeTestRecording } from '../../../replay/test-recording.ts'
import { truthOf } from '../../../replay/truth.ts'
import { replayedSite } from './site.ts'

const works = 'https://pages.test/works'
const login = 'https://pages.test/login'
const list = 'https://pages.test/api/list'
const code = 'https://pages.test/api/qr-code'

const worksPage: TestEntry = {
  url: works,
  document: true,
  mimeType: 'text/html',
  text: '<script type="module" src="/works.js"></script><div data-e2e="work-list"></div>',
}
const loginPage: TestEntry = {
  url: login,
  document: true,
  mimeType: 'text/html',
  text: '<script src="/login.js"></script>',
}

function redirect(url: string, to: string, more: Partial<TestEntry> = {}): TestEntry {
  return { url, document: true, status: 302, headers: [['location', to]], ...more }
}

async function testSite(recorded: readonly TestEntry[], manifest: object = {}) {
  const files = { 'manifest.json': JSON.stringify(testManifest(manifest)) }
  await using sample = await writeTestRecording(
    recorded,
    Object.keys(manifest).length > 0 ? files : {},
  )
  const recording = await loadRecording('sample', sample)
  const entries: (ServedEntry | UnservedEntry)[] = []
  const playback = startPlayback(recording, { accounts: ['acc-1', 'acc-2'] })
  const site = replayedSite({
    recording,
    truth: truthOf(recording),
    playback,
    onEntry: (entry) => entries.push(entry),
    nowMs: () => 0,
  })
  /** What comes of opening a page: where it ends, and what it asks. */
  const open = (url: string, account = 'acc-1') => {
    const opened = site.open(account, new URL(url))
    if (opened instanceof Error) return opened.message
    const { redirects, document, requests } = opened
    for (const one of [...redirects, document]) one.arrived()
    return [...redirects, document, ...requests].map((one) => one.url)
  }
  return { site, playback, open, entries }
}

test('a redirect is followed to the page that it leads to, which asks its own', async () => {
  const { open, playback, entries } = await testSite([
    worksPage,
    { url: list, text: '{"n":1}' },
    redirect(works, '/login', { episode: 2 }),
    { ...loginPage, episode: 2 },
    { url: code, text: '{}', episode: 2 },
  ])
  expect(open(works)).toEqual([works, list])
  entries.length = 0
  expect(open(works)).toEqual([works, login, code])
  expect(entries).toMatchObject([
    { kind: 'served', status: 302, url: works },
    { kind: 'served', status: 200, url: login },
  ])
  expect(open(login)).toEqual([login, code])
  expect(playback.episodeOf('acc-1')).toBe(2)
})

test('redirects that lead nowhere or round in a circle fail the navigation', async () => {
  const { open, entries } = await testSite([
    redirect('https://pages.test/a', '/b'),
    redirect('https://pages.test/b', '/a'),
    redirect('https://pages.test/out', 'https://live.test/'),
    redirect('https://pages.test/lost', '/never'),
  ])
  expect(open('https://pages.test/a')).toContain('net::ERR_TOO_MANY_REDIRECTS at https://pages')
  entries.length = 0
  expect(open('https://pages.test/out')).toContain('ERR_TUNNEL_CONNECTION_FAILED')
  expect(open('https://pages.test/lost')).toContain('ERR_HTTP_RESPONSE_CODE_FAILURE')
  expect(entries.filter(({ kind }) => kind === 'served').map(({ url }) => url)).toEqual([
    'https://pages.test/out',
    'https://pages.test/lost',
  ])
  expect(entries.filter(({ kind }) => kind === 'unserved').map(({ url }) => url)).toEqual([
    'https://live.test/',
    'https://pages.test/never',
  ])
})

test('an answer that sends a script on is followed by what it is sent to', async () => {
  const { site, entries } = await testSite([
    worksPage,
    { url: list, status: 302, headers: [['location', '/login']] },
    loginPage,
  ])
  const opened = site.open('acc-1', new URL(works))
  const [request] = opened instanceof Error ? [] : opened.requests
  const answers = request === undefined ? [] : site.answers('acc-1', request)
  expect(answers.map(({ url, answer }) => [url, answer.status])).toEqual([
    [list, 302],
    [login, 200],
  ])
  for (const one of answers) one.arrived()
  expect(entries.map(({ url }) => url)).toEqual([list, login])
})

test('where a login stands in the place of a page, nothing of the page is asked', async () => {
  const { open } = await testSite([
    worksPage,
    { url: list, text: '{"n":1}' },
    { ...worksPage, text: loginPage.text ?? '', episode: 2 },
    { ...worksPage, text: `${worksPage.text}<script src="/more.js"></script>`, episode: 3 },
  ])
  expect([open(works), open(works), open(works)]).toEqual([[works, list], [works], [works, list]])
})

test('each account is shown its own pages, and asks what they ask', async () => {
  const accounts = ['ann', 'bob'].map((key) => ({ key, title: key }))
  const { open, site } = await testSite(
    [
      worksPage,
      { url: list, account: 'ann', text: '{"of":"ann"}' },
      { url: list, account: 'bob', text: '{"of":"bob"}' },
      { url: code, account: 'bob', text: '{"n":1}' },
    ],
    { accounts },
  )
  expect([open(works, 'acc-1'), open(works, 'acc-2')]).toEqual([
    [works, list],
    [works, list, code],
  ])
  const opened = site.open('acc-2', new URL(works))
  const requests = opened instanceof Error ? [] : opened.requests
  const texts = requests.flatMap((request) =>
    site.answers('acc-2', request).map(({ answer }) => site.textOf(answer)),
  )
  expect(texts).toEqual(['{"of":"bob"}', '{"n":1}'])
})

test('what was recorded only for later is reported so', async () => {
  const { open, entries } = await testSite([{ ...worksPage, episode: 2 }])
  expect(open(works)).toContain('ERR_HTTP_RESPONSE_CODE_FAILURE')
  expect(entries).toMatchObject([{ kind: 'unserved', elsewhere: { episode: 'episode-2' } }])
})
