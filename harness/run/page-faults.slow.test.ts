/**
 * Every page fault in real Chromium: what is wrong is told in spans, logs and metrics, and is over
 * when the page is well again. One run for all of them.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { pageFaults } from '../fault/page/page-faults.ts'
import { readJournal } from '../journal/read-journal.ts'
import { itemsOfEntries } from '../trace/hops.ts'
import { problemsOf } from '../trace/page-problems.ts'
import { RunRecord } from '../trace/run-record.ts'
import type { Window } from '../trace/window.ts'
import { type PageFaultCase, pageFaultCases } from './testing/page-fault-story.ts'
import type { PageFaultsRun } from './testing/page-faults-main.ts'

const run = promisify(execFile)
const main = fileURLToPath(new URL('./testing/page-faults-main.ts', import.meta.url))

let record = new RunRecord()
let findings: PageFaultsRun['findings'] = []

beforeAll(async () => {
  const { stdout } = await run(process.execPath, [main], { maxBuffer: 1e7 })
  const result: PageFaultsRun = JSON.parse(stdout)
  record = RunRecord.from(readJournal(result.journal).lines)
  findings = result.findings
}, 330_000)

/** From when a fault was planted until it was healed. */
function windowOf({ fault }: PageFaultCase): Window {
  const of = record.entries('fault').filter((entry) => entry.fault === fault.id)
  const at = (phase: string) => of.find((entry) => entry.phase === phase)?.at ?? Number.NaN
  expect(of.map(({ phase }) => phase)).toEqual(['planted', 'reached', 'healed'])
  return { fromMs: at('planted'), toMs: at('healed') }
}

const isOne = (problems: readonly string[]) => (one: { attributes: object }) =>
  problems.includes(String(Reflect.get(one.attributes, 'hiscrm.page.problem')))

test('there is a case for every page fault', () => {
  expect(pageFaultCases.map(({ fault }) => fault.name).sort()).toEqual(
    pageFaults.map(({ name }) => name).sort(),
  )
})

const loud = pageFaultCases.filter(({ problems }) => problems.length > 0)
describe.each(loud.map((one) => [one.fault.name, one] as const))('%s', (_name, one) => {
  test('is told by a span in error, a log, a metric, and told to be over', () => {
    const { fromMs, toMs } = windowOf(one)
    const { spans, degraded, recovered } = problemsOf(record, one.account)
    const isIts = isOne(one.problems)
    const during = spans.filter(({ endMs }) => endMs >= fromMs && endMs <= toMs + 100)
    expect(during.map(({ name }) => name)).toContain('crawl.round')
    const begun = degraded.filter(isIts).find(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    expect(begun?.level).toBe('warn')
    expect(recovered.filter(isIts).some(({ atMs }) => atMs >= toMs)).toBe(true)
    const counted = record.metrics
      .filter(({ name }) => name === 'worker.page.problems')
      .filter(({ attributes }) => attributes['hiscrm.account.id'] === one.account)
      .filter(isIts)
    expect(counted.reduce((sum, { value }) => sum + value, 0)).toBeGreaterThan(0)
  })
})

test.each(
  pageFaultCases
    .filter(({ problems }) => problems.length === 0)
    .map((o) => [o.fault.name, o] as const),
)('%s is coped with: a whole round goes well under it', (_name, one) => {
  const { fromMs, toMs } = windowOf(one)
  const rounds = record
    .spansNamed('crawl.round')
    .filter(({ attributes }) => attributes['hiscrm.account.id'] === one.account)
    .filter(({ startMs, endMs }) => startMs >= fromMs - 100 && endMs <= toMs + 100)
  expect(rounds.some(({ status }) => status !== 'error')).toBe(true)
})

test('the story came to its end, and nothing else was amiss', () => {
  // I3: what is left there of the worker is noted where it is mended, not here.
  expect(findings).toEqual([])
})

test('in the end all is there that any page showed, and the account is healthy again', () => {
  const shown = itemsOfEntries(record.entries('served'))
  const latest = new Map(record.entries('state').map((state) => [state.accountId, state]))
  expect(shown.accounts).toHaveLength(3)
  expect(shown.minus(itemsOfEntries(latest.values())).size).toBe(0)
  const health = record.metrics.filter(({ name }) => name === 'worker.account.health')
  expect(health.map(({ value }) => value)).toEqual([1, 1, 1])
})
