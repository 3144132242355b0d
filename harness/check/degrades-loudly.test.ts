import { expect, test } from 'vitest'
import type { Entry } from '../journal/entry.ts'
import {
  logLine,
  metricLine,
  recordOf,
  run,
  served,
  spanLine,
  started,
} from '../trace/make-record.ts'
import { degradesLoudly } from './degrades-loudly.ts'
import { recordingCovers } from './recording-covers.ts'

const altered = (atMs: number, fault = 'captchaPage:documents', accountId = 'acc-1'): Entry => ({
  ...served([], atMs, accountId),
  faults: [fault],
})
const attributes = { 'hiscrm.account.id': 'acc-1', 'hiscrm.page.problem': 'captcha' }
const span = (endMs: number, error = true) =>
  spanLine({ name: 'crawl.round', startMs: endMs - 1, endMs, error, attributes })
const log = (event: string, atMs: number) =>
  logLine({ atMs, severity: 13, text: 'said', event, attributes })
const metric = metricLine('w', [{ name: 'worker.page.problems', value: 3, attributes }])
const told = [span(1500), log('account.degraded', 1400), metric]

function judge(lines: Parameters<typeof recordOf>, more: { final?: boolean } = {}) {
  const record = recordOf(run, ...lines)
  const window = { fromMs: 0, toMs: 10_000 }
  return degradesLoudly.judge({ record, window, final: true, graceMs: 2000, ...more })
}
const missing = (...lines: Parameters<typeof recordOf>) =>
  judge(lines).findings.map(({ summary }) => summary.split('there is ')[1])

test('an altered answer that span, log and metric tell of is well', () => {
  expect(judge([altered(1000), ...told])).toMatchObject({ verdict: 'pass', examined: 1 })
})

test('an altered answer that nothing tells of is a finding that names its fault', () => {
  const { verdict, findings } = judge([altered(1000), altered(1100)])
  expect(verdict).toBe('fail')
  expect(findings.map(({ summary }) => summary)).toEqual([
    'captchaPage:documents altered 2 answers to acc-1, and the worker did not tell: there is no span in error with hiscrm.page.problem after it, no log account.degraded for it, no worker.page.problems.',
  ])
})

test('each signal has to tell: one of them is not enough', () => {
  const [aSpan, aLog, aMetric] = told
  if (!aSpan || !aLog || !aMetric) throw new Error('There are three.')
  const noSpan = ['no span in error with hiscrm.page.problem after it.']
  expect(missing(altered(1000), aLog, aMetric)).toEqual(noSpan)
  expect(missing(altered(1000), aLog, aMetric, span(900))).toEqual([])
  expect(missing(altered(1000), aLog, aMetric, span(1500, false))).toEqual(noSpan)
  expect(missing(altered(1100), aLog, aMetric, span(900))).toEqual(noSpan)
  expect(missing(altered(1000), aSpan, aMetric)).toEqual(['no log account.degraded for it.'])
  expect(missing(altered(1000), aSpan, aLog)).toEqual(['no worker.page.problems.'])
})

test('a problem is told once for as long as it lasts, and anew when it comes again', () => {
  const spans = [span(1500), span(3500)]
  const lasting = [log('account.degraded', 1400), metric, ...spans]
  expect(missing(altered(1000), altered(3000), ...lasting)).toEqual([])
  const over = log('account.recovered', 2000)
  expect(missing(altered(1000), altered(3000), ...lasting, over)).toEqual([
    'no log account.degraded for it.',
  ])
  const again = log('account.degraded', 3400)
  expect(missing(altered(1000), altered(3000), ...lasting, over, again)).toEqual([])
})

test('what another account told does not count', () => {
  expect(judge([altered(1000, 'captchaPage:documents', 'acc-2'), ...told]).verdict).toBe('fail')
})

test('kinds that a good worker copes with need not be told, and an act’s last answers not yet', () => {
  const copes = recordOf(run, altered(1000, 'slowResponse:all?delayMs=5'))
  const question = { record: copes, window: { fromMs: 0, toMs: 9 }, final: true, graceMs: 0 }
  expect(degradesLoudly.applies?.({ ...question, window: { fromMs: 0, toMs: 9000 } })).toBe(false)
  const late = judge([altered(9000)], { final: false })
  expect(late).toMatchObject({ verdict: 'unknown', examined: 0 })
})

test('a worker that was killed before it could tell is not asked to', () => {
  const killed: Entry = { ...started('w', 'worker-1', 1200), phase: 'killed' }
  expect(judge([started('w', 'worker-1'), altered(1000), killed]).examined).toBe(0)
  expect(judge([started('w', 'worker-1'), altered(1300), killed]).verdict).toBe('fail')
})

test('a worker that was killed long after took its counts with it, but not what it had said', () => {
  const killed: Entry = { ...started('w', 'worker-1', 65_000), phase: 'killed' }
  const [aSpan, aLog] = told
  if (!aSpan || !aLog) throw new Error('There are three.')
  const record = (...lines: Parameters<typeof recordOf>) => {
    const window = { fromMs: 0, toMs: 90_000 }
    return degradesLoudly.judge({
      record: recordOf(run, altered(1000), killed, ...lines),
      window,
      final: true,
      graceMs: 0,
    }).verdict
  }
  expect(record(aSpan, aLog)).toBe('pass')
  expect(record(aSpan)).toBe('fail')
})

test('what a page fault led a page to ask is not missing from the recording', () => {
  const unserved: Entry = { at: 5, kind: 'unserved', accountId: 'a', method: 'GET', url: 'u' }
  const verdict = (entry: Entry) =>
    recordingCovers.judge({
      record: recordOf(run, entry),
      window: { fromMs: 0, toMs: 9 },
      final: true,
      graceMs: 0,
    }).verdict
  expect(verdict(unserved)).toBe('fail')
  expect(verdict({ ...unserved, faults: ['numberIds:all'] })).toBe('pass')
})
