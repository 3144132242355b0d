import type { RunRecord } from '../trace/run-record.ts'
import type { Span } from '../trace/span.ts'
import { concerns, type Finding, type Invariant, judgement } from './finding.ts'

const id = 'I10'
/** So many intervals are looked at together. */
const spread = 10
/**
 * So many of them may be missing: a run that took long has the next one follow at once, a process
 * syncs once more while it leaves, and a clock may have been set back by less than an interval
 * (more shows, see below). A second timer takes away five.
 */
const missing = 3

interface Series {
  instance: string
  name: string
  /** An account or the like; one timer for each. */
  subject: string
  intervalMs: number
  /** In the order in which their process ended them. */
  spans: Span[]
}

/**
 * I10, steady state (shared/reference/sync-bugs.md): timers do not pile up. Compares times of one
 * process with each other only, and starts anew wherever its clock was seen to go back.
 */
export const steadyTimers: Invariant = {
  id,
  scope: 'window',
  title: 'no timer is doubled',
  description: `Of every periodic span (hiscrm.timer.interval_ms) of one process and account, any ${spread + 1} in a row take at least ${spread - missing} intervals: a timer that was started again without its old one being cleared comes twice as often.`,
  applies: ({ record }) => longSeries(record).length > 0,
  judge(question) {
    const series = longSeries(question.record)
    const findings = series.flatMap((one) => {
      const crowd = crowds(one).find(({ last }) => concerns(question, last))
      return crowd ? [tooOften(question.record, one, crowd)] : []
    })
    return judgement(id, series.length, findings, 'No timer ran long enough to be judged.')
  },
}

function longSeries(record: RunRecord): Series[] {
  return [...record.answer(findSeries).values()].filter(({ spans }) => spans.length > spread)
}

function findSeries(record: RunRecord): ReadonlyMap<string, Series> {
  const series = new Map<string, Series>()
  for (const span of record.spans) {
    const intervalMs = span.attributes['hiscrm.timer.interval_ms']
    if (typeof intervalMs !== 'number' || intervalMs <= 0) continue
    const { instance, name } = span
    const subject = String(span.attributes['hiscrm.account.id'] ?? '')
    const key = `${instance} ${name} ${subject} ${intervalMs}`
    const known = series.get(key)
    if (known) known.spans.push(span)
    else series.set(key, { instance, name, subject, intervalMs, spans: [span] })
  }
  return series
}

interface Crowd {
  first: Span
  last: Span
  tookMs: number
}

/** Where the spans of a series came too often. */
function crowds({ spans, intervalMs }: Series): Crowd[] {
  const found: Crowd[] = []
  let begin = 0
  for (const [index, last] of spans.entries()) {
    const before = spans[index - 1]
    if (before !== undefined && last.startMs < before.startMs) begin = index
    const first = index - begin >= spread ? spans[index - spread] : undefined
    if (first === undefined) continue
    const tookMs = last.startMs - first.startMs
    if (tookMs < (spread - missing) * intervalMs) found.push({ first, last, tookMs })
  }
  return found
}

function tooOften(record: RunRecord, series: Series, { first, last, tookMs }: Crowd): Finding {
  const { instance, name, subject, intervalMs, spans } = series
  const from = spans.indexOf(first)
  return {
    invariant: id,
    verdict: 'fail',
    hop: name,
    summary: `${name} of ${record.hostOf(instance)}${subject ? ` for ${subject}` : ''} is due every ${intervalMs} ms and came ${spread + 1} times within ${Math.round(tookMs)} ms: more than one timer starts it.`,
    evidence: spans.slice(from, from + spread + 1).map(({ spanId }) => spanId),
    items: [],
    atMs: last.endMs,
    instance,
    basis: 'telemetry',
  }
}
