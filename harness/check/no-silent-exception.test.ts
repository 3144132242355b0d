import { expect, test } from 'vitest'
import type { CaughtEntry } from '../journal/entry.ts'
import { logLine, recordOf, run, spanLine, started } from '../trace/make-record.ts'
import { noSilentException } from './no-silent-exception.ts'

const window = { fromMs: 0, toMs: 1000 }
const caught = (outcome: CaughtEntry['outcome'] = 'continued', at = 50): CaughtEntry => ({
  at,
  kind: 'caught',
  instance: 'w',
  site: { file: 'system/worker/x.ts', line: 7, function: 'X.sync' },
  error: { type: 'TypeError', message: 'boom' },
  outcome,
  leftAt: at + 1,
})
const judge = (...lines: Parameters<typeof recordOf>) =>
  noSilentException.judge({
    record: recordOf(run, started('w', 'worker-1'), ...lines),
    window,
    final: true,
    graceMs: 0,
  })

test('a caught exception of which nobody was told is a finding with its place', () => {
  const { verdict, findings } = judge(caught(), caught('continued', 60))
  expect(verdict).toBe('fail')
  expect(findings).toHaveLength(1)
  expect(findings[0]?.summary).toBe(
    'worker-1 swallowed `TypeError: boom` at system/worker/x.ts:7 in X.sync, 2 times: neither logged, nor recorded, nor thrown again.',
  )
})

test.each([
  ['thrown again', [caught('rethrown')]],
  ['logged at warn', [caught(), logLine({ atMs: 50, severity: 13, text: 'sync failed: boom' })]],
  [
    'recorded on a span that ended in error',
    [
      caught(),
      spanLine({
        name: 's',
        startMs: 50,
        error: true,
        exception: { type: 'TypeError', message: 'boom' },
      }),
    ],
  ],
])('a caught exception that was %s holds', (_, lines) => {
  expect(judge(...lines).verdict).toBe('pass')
})

test('one that was only counted, and was told at the end of a span, holds', () => {
  const counted: CaughtEntry = { ...caught(), count: 1 }
  const told = (message: string) =>
    spanLine({
      name: 's',
      startMs: 890,
      error: true,
      exception: { type: 'PageProblem', message },
    })
  expect(judge(counted, told('works: boom')).verdict).toBe('pass')
  expect(judge(counted, told('another thing')).verdict).toBe('fail')
  expect(judge(caught(), told('works: boom')).verdict).toBe('fail')
})

test.each([
  ['at info', logLine({ atMs: 50, severity: 9, text: 'boom' })],
  ['about something else', logLine({ atMs: 50, severity: 17, text: 'another thing' })],
  ['by another process', logLine({ atMs: 50, severity: 17, text: 'boom', instance: 'm' })],
  ['much later', logLine({ atMs: 500, severity: 17, text: 'boom' })],
])('a log %s does not make up for it', (_, line) => {
  expect(judge(caught(), line).verdict).toBe('fail')
})

test('what the span within recorded does not make up for the clause around it', () => {
  const within = (active: string) =>
    judge(
      { ...caught(), spanId: active.padStart(16, '0') },
      spanLine({ name: 'sync.snapshot', id: 'a', startMs: 40, endMs: 60 }),
      spanLine({
        name: 'sync.push',
        id: 'b',
        parent: 'a',
        startMs: 50,
        error: true,
        exception: { type: 'TypeError', message: 'boom' },
      }),
    ).verdict
  expect(within('a')).toBe('fail')
  expect(within('b')).toBe('pass')
})

test('a span that recorded an exception and ended well is a finding', () => {
  const { findings } = judge(
    spanLine({ name: 'sync.snapshot', exception: { type: 'Error', message: 'lost' } }),
  )
  expect(findings[0]?.summary).toBe(
    'sync.snapshot recorded lost and still ended as if all were well.',
  )
})

test('no probes and no spans is unknown', () => {
  const judged = noSilentException.judge({ record: recordOf(run), window, final: true, graceMs: 0 })
  expect(judged.verdict).toBe('unknown')
})

test('what a span around the clause tells at its end was not silent', () => {
  const inside = { ...caught(), traceId: '1'.repeat(32), spanId: 'b'.padStart(16, '0') }
  const spans = (message: string, outer = 'a') => [
    spanLine({ name: 'part', id: 'b', parent: 'a', startMs: 40 }),
    spanLine({
      name: 'round',
      id: outer,
      startMs: 500,
      error: true,
      exception: { type: 'AggregateError', message },
    }),
  ]
  expect(judge(inside, ...spans('part: boom')).verdict).toBe('pass')
  expect(judge(inside, ...spans('part: other')).verdict).toBe('fail')
  expect(judge(inside, ...spans('part: boom', 'c')).verdict).toBe('fail')
})

test('what a killed process may have said, and could not hand over, is not silent', () => {
  const killed = {
    at: 60,
    kind: 'process',
    instance: 'w',
    host: 'worker-1',
    pid: 1,
    phase: 'killed',
  } as const
  expect(judge(caught(), killed).verdict).toBe('pass')
  const later = logLine({ atMs: 55, severity: 9, text: 'something else' })
  expect(judge(caught(), later, killed).verdict).toBe('fail')
})
