import { expect, test } from 'vitest'
import type { Entry } from '../journal/entry.ts'
import { metricLine, recordOf, run, spanLine, started } from '../trace/make-record.ts'
import { spanLedger } from './span-ledger.ts'
import { telemetryComplete } from './telemetry-complete.ts'

const receipt = (count: number): Entry => ({
  at: 50,
  kind: 'receipt',
  signal: 'traces',
  counts: { w: count },
  bytes: 1,
})
const end = (phase: 'left' | 'killed' | 'lost'): Entry => ({
  at: 90,
  kind: 'process',
  instance: 'w',
  host: 'worker-1',
  pid: 1,
  phase,
})
const counts = (c: { started?: number; live?: number; exported?: number; dropped?: number }) =>
  metricLine('w', [
    { name: 'otel.sdk.span.started', value: c.started ?? 2 },
    { name: 'otel.sdk.span.live', value: c.live ?? 0 },
    { name: 'otel.sdk.exporter.span.exported', value: c.exported ?? 2 },
    ...(c.dropped
      ? [{ name: 'otel.sdk.processor.span.processed', value: c.dropped, errorType: 'queue_full' }]
      : []),
  ])
const two = [spanLine({ name: 'a' }), spanLine({ name: 'b' })]
const begin = [run, started('w', 'worker-1')]
const row = (...lines: Parameters<typeof recordOf>) =>
  spanLedger(recordOf(...begin, ...lines), true)[0]

test('a process whose columns are all the same balances', () => {
  expect(row(...two, receipt(2), counts({}), end('left'))).toMatchObject({
    host: 'worker-1',
    started: 2,
    ended: 2,
    exported: 2,
    received: 2,
    stored: 2,
    balanced: true,
  })
})

test.each([
  [
    'a span left open',
    [receipt(2), counts({ started: 3, live: 1 }), end('left')],
    '1 spans were left open',
  ],
  [
    'a span not exported',
    [receipt(2), counts({ started: 3, exported: 2 }), end('left')],
    '3 spans ended and 2 were exported',
  ],
  [
    'a span not received',
    [receipt(2), counts({ started: 3, exported: 3 }), end('left')],
    '3 spans were exported and 2 received',
  ],
  [
    'a span not stored',
    [receipt(3), counts({}), end('left')],
    '3 spans were received and 2 stored',
  ],
  ['a span dropped', [receipt(2), counts({ dropped: 4 }), end('left')], '4 spans dropped'],
  ['no count at all', [receipt(2), end('left')], 'never reported'],
  ['no goodbye', [receipt(2), counts({}), end('lost')], 'without handing over'],
] as const)('%s does not balance', (_, lines, note) => {
  const found = row(...two, ...lines)
  expect(found?.balanced).toBe(false)
  expect(found?.note).toContain(note)
})

test('a killed process is accounted for as killed', () => {
  expect(row(...two, receipt(2), end('killed'))).toMatchObject({ balanced: true, end: 'killed' })
})

test('a run whose telemetry does not balance is unknown', () => {
  const record = recordOf(...begin, ...two, receipt(2), counts({ dropped: 1 }), end('left'))
  const judged = telemetryComplete.judge({
    record,
    window: { fromMs: 0, toMs: 100 },
    final: true,
    graceMs: 0,
  })
  expect(judged.verdict).toBe('unknown')
})

test.each([
  ['lived on after', 60, 'unknown'],
  ['ended during', 95, 'pass'],
] as const)('a failed drain of a process that %s it is judged', (_, at, verdict) => {
  const drain: Entry = {
    at,
    kind: 'drain',
    durationMs: 1,
    failures: [{ instance: 'w', error: 'no' }],
  }
  const record = recordOf(...begin, ...two, receipt(2), counts({}), drain, end('left'))
  const window = { fromMs: 0, toMs: 100 }
  const judged = telemetryComplete.judge({ record, window, final: true, graceMs: 0 })
  expect(judged.verdict).toBe(verdict)
})

test('a run without a single span is unknown', () => {
  const record = recordOf(run)
  const judged = telemetryComplete.judge({
    record,
    window: { fromMs: 0, toMs: 100 },
    final: true,
    graceMs: 0,
  })
  expect(judged.verdict).toBe('unknown')
})
