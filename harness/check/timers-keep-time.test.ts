import { expect, test } from 'vitest'
import { recordOf, run, spanLine, started } from '../trace/make-record.ts'
import { timersKeepTime } from './timers-keep-time.ts'

const beat = (startMs: number, name = 'sync.snapshot', endMs = startMs + 5) =>
  spanLine({
    name,
    startMs,
    endMs,
    attributes: { 'hiscrm.timer.interval_ms': 1000, 'hiscrm.account.id': 'acc-1' },
  })
const left = (at: number) =>
  ({ at, kind: 'process', instance: 'w', host: 'worker-1', pid: 1, phase: 'left' }) as const
const judge = (toMs: number, final: boolean, ...lines: Parameters<typeof recordOf>) =>
  timersKeepTime.judge({
    record: recordOf(run, started('w', 'worker-1'), ...lines),
    window: { fromMs: 0, toMs },
    final,
    graceMs: 0,
  })

test('beats that keep their interval hold', () => {
  const judged = judge(4000, false, beat(1000), beat(2000), beat(3100))
  expect(judged).toMatchObject({ verdict: 'pass', examined: 1 })
})

test('a gap of several intervals is a finding', () => {
  const { findings } = judge(9000, false, beat(1000), beat(6000), beat(7000), beat(8000))
  expect(findings).toHaveLength(1)
  expect(findings[0]?.summary).toBe(
    'sync.snapshot of worker-1 for acc-1 is due every 1000 ms and did not come for 4995 ms.',
  )
})

test('a timer that stopped is a finding while its process lives', () => {
  expect(judge(20_000, false, beat(1000), beat(2000)).findings).not.toEqual([])
})

test('a timer ends with its process', () => {
  expect(judge(20_000, true, beat(1000), beat(2000), left(2500)).verdict).toBe('pass')
})

test('a killed process takes beats with it that waited for an answer', () => {
  const killed = { ...left(9000), phase: 'killed' as const }
  const cut = {
    kind: 'fault',
    fault: 'partition:worker-1/master',
    hosts: ['worker-1', 'master'],
  } as const
  const partition = [
    { ...cut, at: 3000, phase: 'planted' },
    { ...cut, at: 4000, phase: 'healed' },
  ] as const
  const hosts = partition.map((entry) => ({ ...entry, hosts: [...entry.hosts] }))
  expect(judge(20_000, true, beat(1000), beat(2000), ...hosts, killed).verdict).toBe('pass')
  expect(judge(20_000, true, beat(1000), beat(2000), killed).verdict).toBe('fail')
  expect(judge(20_000, true, beat(1000), beat(8000), killed).verdict).toBe('fail')
})

test('a last beat that comes in leaving is not due by the timer', () => {
  const leaving = spanLine({ name: 'worker.leave', startMs: 2500, endMs: 9000 })
  expect(judge(9000, true, beat(1000), beat(2000), leaving, beat(8500)).verdict).toBe('pass')
  expect(judge(9000, true, beat(1000), beat(2000), beat(8500), left(8900)).verdict).toBe('fail')
})

test('a long beat counts from its end', () => {
  expect(
    judge(9000, false, beat(1000, 'crawl.round', 6000), beat(7000, 'crawl.round')).verdict,
  ).toBe('pass')
})

test('a timer that a long-lived worker never started is a finding', () => {
  const beats = Array.from({ length: 30 }, (_, i) => beat(1000 * (i + 1), 'worker.heartbeat'))
  const { findings } = judge(30_500, false, ...beats)
  expect(findings.map((f) => f.hop)).toContain('sync.snapshot')
})

test('no periodic span is unknown', () => {
  expect(judge(1000, false).verdict).toBe('unknown')
})

const fault = (id: string, hosts: string[], at: number, phase: 'planted' | 'healed') =>
  ({ at, kind: 'fault', fault: id, hosts, phase }) as const
const during = (id: string, hosts: string[], fromMs: number, toMs: number) => [
  fault(id, hosts, fromMs, 'planted'),
  fault(id, hosts, toMs, 'healed'),
]

test('no timer is blamed for the time its host was frozen, nor excused for more', () => {
  const beats = [beat(1000), beat(6000), beat(7000), beat(8000)]
  const frozen = during('freeze:worker-1', ['worker-1'], 1500, 5500)
  expect(judge(9000, false, ...beats, ...frozen).verdict).toBe('pass')
  const short = during('freeze:worker-1', ['worker-1'], 1500, 2500)
  expect(judge(9000, false, ...beats, ...short).findings[0]?.summary).toContain('3995 ms')
  const another = during('freeze:worker-2', ['worker-2'], 1500, 5500)
  expect(judge(9000, false, ...beats, ...another).verdict).toBe('fail')
})

test('what a killed worker had begun under a fault, and never ended, is nobody’s blame', () => {
  const killed = { ...left(9000), phase: 'killed' } as const
  const cut = during('partition:worker-1/master', ['worker-1', 'master'], 2500, 9500)
  expect(judge(20_000, true, beat(1000), beat(2000), killed, ...cut).verdict).toBe('pass')
  expect(judge(20_000, true, beat(1000), beat(2000), killed).verdict).toBe('fail')
  expect(judge(20_000, true, beat(1000), beat(2000), left(9000), ...cut).verdict).toBe('fail')
})

test('a worker that a fault kept from Master has not begun its timers late', () => {
  const beats = Array.from({ length: 30 }, (_, i) => beat(1000 * (i + 1), 'worker.heartbeat'))
  const names = (...lines: Parameters<typeof recordOf>) =>
    judge(30_500, false, ...beats, ...lines).findings.map((f) => f.hop)
  const cut = during('partition:worker-1/master', ['worker-1', 'master'], 0, 18_000)
  expect(names(...cut)).not.toContain('sync.snapshot')
  const elsewhere = during('partition:worker-2/master', ['worker-2', 'master'], 0, 18_000)
  expect(names(...elsewhere)).toContain('sync.snapshot')
})
