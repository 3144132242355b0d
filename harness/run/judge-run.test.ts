import { expect, test } from 'vitest'
import { Sources } from '../diagnosis/source.ts'
import type { CaughtEntry, Entry } from '../journal/entry.ts'
import {
  metricLine,
  recordOf,
  run,
  served,
  spanLine,
  started,
  state,
} from '../trace/make-record.ts'
import { judgeRun } from './judge-run.ts'

const sources = new Sources('nowhere')
const hops = [
  'interceptor.handle',
  'data.upsert',
  'sync.snapshot',
  'sync.push',
  'socket.emit',
  'master.receive',
  'store.merge',
]
const act = (name: string, at: number, phase: 'begin' | 'end', fail: string[] = []): Entry =>
  phase === 'begin'
    ? { at, kind: 'act', phase, name, expect: { fail, suspects: [] } }
    : { at, kind: 'act', phase, name, toldMs: at - 1 }
const arrive = (items: string[], atMs: number) =>
  hops.map((name) => spanLine({ name, items, startMs: atMs }))
const swallowed = (at: number): CaughtEntry => ({
  at,
  kind: 'caught',
  instance: 'w',
  site: { file: 'system/worker/x.ts', line: 7 },
  error: { type: 'TypeError', message: 'boom' },
  outcome: 'continued',
  leftAt: at,
})
const beats = [0, 1000, 2000, 2900].map((at) =>
  spanLine({
    name: 'worker.heartbeat',
    startMs: at + 5,
    attributes: { 'hiscrm.timer.interval_ms': 1000 },
  }),
)
const emit = (at: number) => [
  spanLine({
    name: 'socket.emit',
    id: `e${at}`,
    startMs: at,
    attributes: { 'messaging.operation.type': 'send' },
  }),
  spanLine({ name: 'master.receive', parent: `e${at}`, instance: 'm', startMs: at + 1 }),
]

/** The whole story in small: healthy, broken, well again; with telemetry that balances. */
function storyOf(...changes: Parameters<typeof recordOf>) {
  const lines: Parameters<typeof recordOf> = [
    run,
    started('w', 'worker-1'),
    started('m', 'master'),
    { at: 1, kind: 'step', text: 'begin' },
    ...beats,
    act('healthy', 20, 'begin'),
    served(['comment:1'], 100),
    ...arrive(['comment:1'], 200),
    ...emit(150),
    state(['comment:1'], 900),
    act('healthy', 1000, 'end'),
    act('broken', 1100, 'begin', ['I1', 'I3']),
    served(['comment:2'], 1200),
    spanLine({ name: 'data.upsert', items: ['comment:2'], startMs: 1250 }),
    swallowed(1300),
    ...emit(1400),
    state(['comment:1'], 1900),
    act('broken', 2000, 'end'),
    swallowed(2050),
    act('well again', 2100, 'begin'),
    served(['comment:2'], 2150),
    ...arrive(['comment:2'], 2200),
    ...emit(2300),
    state(['comment:1', 'comment:2'], 2900),
    act('well again', 3000, 'end'),
    ...changes,
  ]
  const own = recordOf(...lines).spans
  const count = (instance: string) => own.filter((s) => s.instance === instance).length
  return recordOf(
    ...lines,
    ...['w', 'm'].flatMap((instance) => [
      {
        at: 3010,
        kind: 'receipt',
        signal: 'traces',
        counts: { [instance]: count(instance) },
        bytes: 1,
      } as const,
      metricLine(instance, [
        { name: 'otel.sdk.span.started', value: count(instance) },
        { name: 'otel.sdk.exporter.span.exported', value: count(instance) },
      ]),
      {
        at: 3100,
        kind: 'process',
        instance,
        host: instance === 'w' ? 'worker-1' : 'master',
        pid: 1,
        phase: 'left',
      } as const,
    ]),
  )
}

test('a run whose acts all go as expected passes, the failing act included', () => {
  const judged = judgeRun(storyOf(), sources)
  expect(judged.findings).toEqual([])
  expect(judged.acts.map((a) => [a.name, a.verdict, a.asExpected])).toEqual([
    ['healthy', 'pass', true],
    ['broken', 'fail', true],
    ['well again', 'pass', true],
  ])
  expect(judged).toMatchObject({ verdict: 'pass' })
})

test('an item of the outage that never arrives fails the run', () => {
  const judged = judgeRun(storyOf(state(['comment:1'], 3050)), sources)
  expect(judged.verdict).toBe('fail')
  expect(judged.findings[0]).toMatchObject({ invariant: 'I1', items: ['comment:2'] })
})

test('what the last act expects to fail may still fail at the end, and only that', () => {
  const brokenAtLast = (fail: string[]) =>
    storyOf(
      act('broken for good', 3005, 'begin', fail),
      served(['comment:3'], 3010),
      ...emit(3020),
      swallowed(3030),
      state(['comment:1', 'comment:2'], 3650),
      act('broken for good', 3700, 'end'),
    )
  expect(judgeRun(brokenAtLast(['I1', 'I3']), sources)).toMatchObject({
    verdict: 'pass',
    findings: [],
  })
  const { verdict, findings } = judgeRun(brokenAtLast(['I3']), sources)
  expect(verdict).toBe('fail')
  expect(findings.map((f) => f.invariant)).toContain('I1')
})

test('an act that does not fail as expected fails the run', () => {
  const judged = judgeRun(storyOf(state(['comment:1', 'comment:2'], 1950)), sources)
  expect(judged.verdict).toBe('fail')
  expect(judged.findings[0]).toMatchObject({
    invariant: 'expectation',
    summary: expect.stringContaining('I1 was expected to fail and did not.'),
  })
})

test('what a broken act tolerates is not tolerated in the next', () => {
  const judged = judgeRun(storyOf(swallowed(2500)), sources)
  expect(judged).toMatchObject({ verdict: 'fail', findings: [{ invariant: 'I3' }] })
})

test('telemetry that does not balance makes the run unknown', () => {
  const judged = judgeRun(
    storyOf({ at: 2990, kind: 'receipt', signal: 'traces', counts: { w: 3 }, bytes: 1 }),
    sources,
  )
  expect(judged.verdict).toBe('unknown')
  expect(judged.headline).toContain('do not balance')
})

test('a run that never began is unknown', () => {
  expect(judgeRun(recordOf(run), sources).verdict).toBe('unknown')
})
