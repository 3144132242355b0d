/** What the replay proxy sends and what a simulated browser gets is the same, whatever the fault. */
import { afterAll, expect, test, vi } from 'vitest'
import { fault } from '../../../fault/faults.ts'
import type { PageAnswer } from '../../../fault/page/page-answer.ts'
import { pageFaults } from '../../../fault/page/page-faults.ts'
import { PagesUnderFault } from '../../../fault/page/pages-under-fault.ts'
import { type WorldFault, worldFault } from '../../../fault/world-fault.ts'
import type { ServedEntry, UnservedEntry } from '../../../journal/entry.ts'
import { loadRecording } from '../../../replay/recording.ts'
import { startReplay } from '../../../replay/replay-proxy.ts'
import { requestKey } from '../../../replay/request-key.ts'
import { askThrough, type Heard } from '../../../replay/testing/ask-through.ts'
import { truthOf } from '../../../replay/truth.ts'
import { type Answer, replayedSite } from './site.ts'

const recording = await loadRecording('creator-basic')
const truth = truthOf(recording)
const token = 's3cret'

/** Pages, and two parts of two lists among others, in the order in which a visit asks them. */
const asked = recording.exchanges
  .filter(({ episode, isDocument, isApi }) => episode === 1 && (isDocument || isApi))
  .filter(({ url }) => !/7425115667711188089|7424430449877972585|2EosdwRF|PfxpfQDz/.test(url.href))
  .map(({ url, isDocument }) => ({ url, isDocument }))

type Entry = ServedEntry | UnservedEntry

/** Of an entry, what does not depend on when it was written. */
const told = (entries: readonly Entry[]) =>
  entries.flatMap((entry) => {
    if (entry.kind !== 'served') return []
    const { status, exchange, items, faults } = entry
    return [{ status, exchange, items, faults }]
  })

async function plant(value: WorldFault, pages: PagesUnderFault) {
  const kind = pageFaults.find(({ name }) => name === value.name)
  await kind?.plant({ pages }, value, () => undefined)
}

const entries: Entry[] = []
const pages = new PagesUnderFault({ browser: false })
const replay = await startReplay({
  recording,
  truth,
  token,
  faults: pages,
  onEntry: (entry) => entries.push(entry),
})
afterAll(() => replay[Symbol.asyncDispose]())

/** Every fault has an account of its own at the one proxy. */
async function fromProxy(value: WorldFault) {
  await plant(value, pages)
  const [accountId = ''] = value.accounts
  const heard: Heard[] = []
  for (const { url } of asked) {
    const answer = await askThrough(replay, { accountId, token }, url)
    heard.push(answer)
    const { location } = answer.headers
    if (location === undefined) continue
    heard.push(await askThrough(replay, { accountId, token }, new URL(location, url)))
  }
  const own = () => entries.filter((entry) => entry.accountId === accountId)
  // An entry is written once its answer was sent; it may be heard a moment before.
  await vi.waitFor(() => expect(own()).toHaveLength(heard.length))
  return { heard, entries: own() }
}

function answerOf({ answer, arrived }: Answer): PageAnswer {
  arrived()
  return answer
}

async function fromSite(value: WorldFault) {
  const [accountId = 'acc-1'] = value.accounts
  const entries: Entry[] = []
  const pages = new PagesUnderFault({ browser: false })
  await plant(value, pages)
  const site = replayedSite({
    recording,
    truth,
    faults: pages,
    onEntry: (entry) => entries.push(entry),
    nowMs: () => Date.now(),
  })
  const got = asked.flatMap(({ url, isDocument }): PageAnswer[] => {
    if (isDocument) {
      const opened = site.open(accountId, url)
      if (opened instanceof Error) throw opened
      return [...opened.redirects, opened.document].map(answerOf)
    }
    const request = { method: 'GET', url: url.href, key: requestKey('GET', url) }
    return site.answers(accountId, request).map(answerOf)
  })
  return { got, entries }
}

/** How much of a body gets through. */
function sent({ body, endless, cutAfterBytes }: PageAnswer): Pick<Heard, 'body' | 'end'> {
  if (endless) return { body: body.subarray(0, body.length / 2), end: 'open' }
  if (cutAfterBytes !== undefined) return { body: body.subarray(0, cutAfterBytes), end: 'cut' }
  return { body, end: 'end' }
}

const kinds = pageFaults.filter(({ needsBrowser }) => !needsBrowser)

test.concurrent.each(kinds.map((kind) => [kind.name, kind] as const))(
  'proxy and simulated browser answer the same under %s',
  async (name, kind) => {
    const target = kind.answers?.at(-1) ?? 'all'
    const options = name === 'slowResponse' ? { delayMs: '5' } : {}
    const value = worldFault(kind, target, options, [name])
    const [proxy, site] = await Promise.all([fromProxy(value), fromSite(value)])
    const { heard } = proxy
    const { got } = site
    expect(heard.map(({ status, body, end }) => ({ status, body, end }))).toEqual(
      got.map((answer) => ({ status: answer.status, ...sent(answer) })),
    )
    expect(heard.map(({ headers }) => headers['content-type'])).toEqual(
      got.map(({ headers }) => headers.find(([header]) => header === 'content-type')?.[1]),
    )
    expect(told(site.entries)).toEqual(told(proxy.entries))
    const altered = told(proxy.entries).filter(({ faults = [] }) => faults.includes(value.id))
    expect(altered.length).toBeGreaterThan(0)
  },
)

test('what is shown is what can still be read, and a healthy page shows all that the truth has', async () => {
  const items = async (value: WorldFault) =>
    new Set(told((await fromSite(value)).entries).flatMap((entry) => entry.items))
  const all = new Set(
    asked.flatMap(({ url }) => {
      const exchange = recording.exchanges.find((one) => one.url.href === url.href)
      return truth.byExchange[exchange?.index ?? -1] ?? []
    }),
  )
  for (const whole of [
    fault.numberIds('all'),
    fault.wrappedBody('all'),
    fault.doubleWrappedBody('all'),
    fault.duplicatePages('all'),
    fault.reorderedPages('all'),
    fault.loopingCursor('all'),
    fault.slowResponse('all', { delayMs: 1 }),
    fault.fieldMissing('all', { field: 'digg_count' }),
  ]) {
    expect(await items(whole), whole.id).toEqual(all)
  }
  const withoutComments = [...all].filter((ref) => !ref.startsWith('comment:'))
  for (const partly of [fault.fieldRenamed('comments'), fault.emptyList('comments')]) {
    const replies = [...(await items(partly))].filter((ref) => ref.startsWith('comment:'))
    expect(replies.length).toBeGreaterThan(0)
    expect(await items(partly)).toEqual(new Set([...withoutComments, ...replies]))
  }
  for (const nothing of [
    fault.rateLimit('all'),
    fault.captchaPage('all'),
    fault.loginWall('all'),
    fault.redirect('all'),
    fault.endlessResponse('all'),
    fault.cutBody('all'),
    fault.binaryBody('all'),
    fault.emptyList('all'),
    fault.fieldMissing('all'),
  ]) {
    expect(await items(nothing), nothing.id).toEqual(new Set())
  }
})
