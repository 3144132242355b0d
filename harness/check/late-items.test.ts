import { expect, test } from 'vitest'
import type { Entry } from '../journal/entry.ts'
import { recordOf, run, served, state } from '../trace/make-record.ts'
import { lateItems } from './late-items.ts'

const storm = { drawn: true, stormMs: 50, pinned: false, expect: { fail: [], suspects: [] } }
const fault = (at: number, phase: 'planted' | 'healed'): Entry => ({
  at,
  kind: 'fault',
  fault: 'partition:worker-1/master',
  hosts: ['worker-1', 'master'],
  phase,
})
const drain: Entry = { at: 80, kind: 'drain', durationMs: 0, failures: [] }
function late(first: Entry | undefined, ...lines: Entry[]) {
  const all = [
    fault(10, 'planted'),
    fault(40, 'healed'),
    served(['comment:1'], 30),
    drain,
    ...lines,
  ]
  return lateItems(
    {
      record: recordOf(...(first ? [first] : []), ...all),
      window: { fromMs: 0, toMs: 200 },
      final: true,
      graceMs: 0,
    },
    'I1',
  ).map(({ summary }) => summary)
}
const ofWeather: Entry | undefined = run.kind === 'run' ? { ...run, storm } : undefined

test('what is there only after the time to catch up came too late', () => {
  expect(late(ofWeather, state([], 81), state(['comment:1'], 150))).toEqual([
    '1 item of acc-1 had not arrived 40 ms after the last fault had healed, when the time to catch up was over.',
  ])
})

test('what is there in time is well, and so is what was shown after the heal', () => {
  expect(late(ofWeather, state(['comment:1'], 81))).toEqual([])
  expect(late(ofWeather, served(['comment:2'], 60), state(['comment:1'], 81))).toEqual([])
})

test('a run that tells a story has no time to catch up', () => {
  expect(late(run, state([], 81))).toEqual([])
})
