import { expect, test } from 'vitest'
import type { ServedEntry, UnservedEntry } from '../../journal/entry.ts'
import { startPlayback } from '../../replay/playback.ts'
import { loadRecording } from '../../replay/recording.ts'
import { writeTestRecording } from '../../replay/test-recording.ts'
import { truthOf } from '../../replay/truth.ts'
import { replayedSite } from './browser/site.ts'
import { startSimulation } from './kernel/clock.ts'
import { outsideFetch } from './outside-fetch.ts'

const known = 'https://pages.test/known'
const startMs = 1_700_000_000_000

await using sample = await writeTestRecording([
  {
    url: known,
    text: '{"n":1}',
    waitMs: 300,
    headers: [
      ['content-encoding', 'br'],
      ['x-kept', 'yes'],
    ],
  },
  { url: 'https://pages.test/told', method: 'POST', requestBody: '{"a":1}', text: 'told' },
  { url: 'https://pages.test/moved', status: 302, headers: [['location', '/known']] },
])
const recording = await loadRecording('sample', sample)

/** Runs a program on a host; what it says, what the journal would, and the time it took. */
async function run(program: () => Promise<unknown>) {
  const entries: (ServedEntry | UnservedEntry)[] = []
  using simulation = startSimulation({
    seed: 1,
    startMs,
    answerFetch: (...call) => answerFetch(...call),
  })
  const site = replayedSite({
    recording,
    truth: truthOf(recording),
    playback: startPlayback(recording),
    pace: 'as recorded',
    onEntry: (entry) => entries.push(entry),
    nowMs: () => simulation.nowMs,
  })
  const answerFetch = outsideFetch(site)
  const said = await simulation.runUntil(simulation.host('worker-1').run(program), {
    limitMs: 60_000,
  })
  return { said, entries, tookMs: simulation.nowMs - startMs }
}

const failed = (call: Promise<unknown>) => call.catch((error: unknown) => String(error))

test('a call outside is answered from the recording, in virtual time, as often the same', async () => {
  const program = async () => {
    const answer = await fetch(known)
    const told = await fetch(new URL('https://pages.test/told'), {
      method: 'POST',
      body: '{"a":1}',
    })
    const moved = await fetch(new Request('https://pages.test/moved'))
    const { headers } = answer
    return [
      [answer.status, await answer.json(), headers.get('x-kept'), headers.get('content-encoding')],
      await told.text(),
      [moved.url, await moved.json()],
    ]
  }
  const first = await run(program)
  expect(first.said).toEqual([[200, { n: 1 }, 'yes', null], 'told', [known, { n: 1 }]])
  // Four times the latency, and the recorded wait twice.
  expect(first.tookMs).toBe(4 * 20 + 2 * 300)
  expect(first.entries).toMatchObject([
    { kind: 'served', accountId: 'worker-1', method: 'GET', url: known, at: startMs + 320 },
    { kind: 'served', method: 'POST', url: 'https://pages.test/told', at: startMs + 340 },
    { kind: 'served', status: 302, at: startMs + 360 },
    { kind: 'served', url: known, at: startMs + 680 },
  ])
  expect(await run(program)).toEqual(first)
})

test('a call that the recording lacks fails, and the journal names the nearest', async () => {
  const { said, entries } = await run(async () => [
    await failed(fetch('https://pages.test/kno')),
    await failed(fetch('https://live.test/other')),
    await failed(fetch('https://pages.test/told', { method: 'POST', body: '{"a":2}' })),
  ])
  expect(said).toEqual(Array(3).fill('TypeError: fetch failed'))
  expect(entries).toMatchObject([
    { kind: 'unserved', url: 'https://pages.test/kno', nearest: expect.stringContaining('pages') },
    { kind: 'unserved', method: 'GET', url: 'https://live.test/other' },
    { kind: 'unserved', method: 'POST', url: 'https://pages.test/told' },
  ])
})

test('a call belongs to the account of the active span', async () => {
  const { entries } = await run(async () => {
    const span = { attributes: { 'hiscrm.account.id': 'acc-2' }, spanContext: () => ({}) }
    const active = { getValue: () => span }
    Reflect.set(globalThis, Symbol.for('opentelemetry.js.api.1'), {
      context: { active: () => active },
    })
    await fetch(known)
  })
  expect(entries).toMatchObject([{ kind: 'served', accountId: 'acc-2' }])
})

test('a call that is given up ends with the reason for that', async () => {
  const { said, entries, tookMs } = await run(() =>
    failed(fetch(known, { signal: AbortSignal.timeout(200) })),
  )
  expect(said).toContain('TimeoutError')
  expect([entries, tookMs]).toEqual([[], 200])
})

test('the system’s own hosts and other schemes are no calls outside', async () => {
  const none = () => undefined
  const answerFetch = outsideFetch({
    call: none,
    open: () => new Error(),
    answers: () => [],
    textOf: () => '',
  })
  const addresses = ['http://master:3000/', 'http://127.0.0.1:1/', 'data:,a', 'nonsense']
  expect(addresses.map((address) => answerFetch(address))).toEqual(addresses.map(none))
})
