import { expect, test } from 'vitest'
import { recordOf, run, spanLine, started } from '../trace/make-record.ts'
import { steadyTimers } from './steady-timers.ts'

const beat = (startMs: number, account = 'acc-1') =>
  spanLine({
    name: 'worker.heartbeat',
    startMs,
    attributes: { 'hiscrm.timer.interval_ms': 100, 'hiscrm.account.id': account },
  })
const judge = (startsMs: readonly number[], account?: (index: number) => string) =>
  steadyTimers.judge({
    record: recordOf(
      run,
      started('w', 'worker-1'),
      ...startsMs.map((ms, index) => beat(ms, account?.(index))),
    ),
    window: { fromMs: 0, toMs: 10_000 },
    final: true,
    graceMs: 0,
  })
const every = (ms: number, times: number, fromMs = 1000) =>
  Array.from({ length: times }, (_, index) => fromMs + index * ms)

test('a timer that keeps its interval holds', () => {
  expect(judge(every(100, 30))).toMatchObject({ verdict: 'pass', examined: 1 })
})

test('two timers for one thing are a finding', () => {
  const doubled = [...every(100, 8), ...every(100, 12, 1800), ...every(100, 12, 1837)]
  const { verdict, findings } = judge(doubled.sort((a, b) => a - b))
  expect(verdict).toBe('fail')
  expect(findings).toHaveLength(1)
  expect(findings[0]?.summary).toMatch(
    /^worker.heartbeat of worker-1 for acc-1 is due every 100 ms and came 11 times within \d+ ms/,
  )
  expect(findings[0]?.evidence).toHaveLength(11)
})

test('two timers for two accounts hold', () => {
  const both = every(100, 20).flatMap((ms) => [ms, ms + 5])
  expect(judge(both, (index) => `acc-${index % 2}`)).toMatchObject({ verdict: 'pass', examined: 2 })
})

test('a late beat and the one right after it hold', () => {
  expect(judge([...every(100, 10), 2550, 2560, ...every(100, 10, 2600)]).verdict).toBe('pass')
})

test('a clock that is set back makes no second timer', () => {
  expect(judge([...every(100, 20), ...every(100, 20, 1950)]).verdict).toBe('pass')
  expect(judge([...every(100, 20), ...every(100, 20, 2905)]).verdict).toBe('pass')
  expect(judge([...every(100, 20), ...every(100, 20, -9000)]).verdict).toBe('pass')
})

test('a few beats are too few to judge', () => {
  const record = recordOf(run, ...every(10, 10).map((ms) => beat(ms)))
  const window = { fromMs: 0, toMs: 10_000 }
  expect(steadyTimers.applies?.({ record, window, final: true, graceMs: 0 })).toBe(false)
})
