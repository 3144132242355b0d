import { spanEntries } from '../../system/shared/telemetry/catalogue.ts'
import { frozenMs, pageDisturbancesOf, troubledMs, troublesOf } from '../trace/disturbances.ts'
import type { RunRecord } from '../trace/run-record.ts'
import type { Span } from '../trace/span.ts'
import type { Window } from '../trace/window.ts'
import { type Finding, type Invariant, judgement, type Question } from './finding.ts'

const id = 'I11'
/** What a loaded machine may add to a gap before it counts as a missed beat. */
const delayAllowanceMs = 1500
/** A worker needs a browser, a page and a registration before its timers can run. */
const startAllowanceMs = 10_000

/** The one series that waits for pages. */
const crawl = 'crawl.round'
/** From the begin of these spans on a process ends its timers on purpose. */
const leavings = ['worker.leave', 'master.leave']

interface Series {
  instance: string
  name: string
  /** An account or the like; one timer for each. */
  subject: string
  intervalMs: number
  starts: Span[]
}

/** I11, liveness (shared/reference/sync-bugs.md): what is periodic keeps its cadence. */
export const timersKeepTime: Invariant = {
  id,
  scope: 'window',
  title: 'the timers keep time',
  description: `Every periodic span (hiscrm.timer.interval_ms) starts again within two intervals plus ${delayAllowanceMs} ms while its process lives, and the worker’s timers have begun ${startAllowanceMs} ms after its start. Time in which a fault had frozen the host does not count; nor, for what had not begun or had not ended, time in which a fault kept it from Master.`,
  judge(question) {
    const series = question.record.answer(findSeries)
    const late = series.flatMap((s) => lateBeats(s, question))
    const missing = missingSeries(question, series)
    const examined = series.filter((s) =>
      s.starts.some((b) => b.startMs < question.window.toMs),
    ).length
    return judgement(
      id,
      examined,
      [...late, ...missing],
      'No periodic span was seen, so no timer could be judged.',
    )
  },
}

/** All that is periodic, in the order in which each was first seen. */
function findSeries(record: RunRecord): readonly Series[] {
  const series = new Map<string, Series>()
  for (const span of record.spans) {
    const intervalMs = span.attributes['hiscrm.timer.interval_ms']
    if (typeof intervalMs !== 'number' || intervalMs <= 0) continue
    const subject = String(span.attributes['hiscrm.account.id'] ?? '')
    const key = `${span.instance} ${span.name} ${subject}`
    const known = series.get(key)
    if (known) known.starts.push(span)
    else
      series.set(key, {
        instance: span.instance,
        name: span.name,
        subject,
        intervalMs,
        starts: [span],
      })
  }
  for (const s of series.values()) s.starts.sort((a, b) => a.startMs - b.startMs)
  return [...series.values()]
}

/**
 * A beat is due from the end of the one before if that took long (a crawl does not overlap
 * itself), else from its start.
 */
function lateBeats(series: Series, { record, window, final }: Question): Finding[] {
  const end = Math.min(window.toMs, lifeEnd(record, series.instance, final))
  const limitMs = 2 * series.intervalMs + delayAllowanceMs
  const beats = series.starts
  const findings: Finding[] = []
  for (const [index, beat] of beats.entries()) {
    const next = beats[index + 1]
    // A process that is leaving may sync a last time long after its timers were stopped.
    const untilMs = Math.min(next?.startMs ?? end, end)
    const sinceMs = Math.max(beat.startMs, Math.min(beat.endMs, untilMs))
    if (untilMs < window.fromMs || untilMs > window.toMs) continue
    const host = record.hostOf(series.instance)
    const gap = { fromMs: sinceMs, toMs: untilMs }
    const gapMs = untilMs - sinceMs - frozenMs(record, host, gap)
    if (gapMs <= limitMs) continue
    if (next === undefined && mayBeOpen(record, series, gap, final)) continue
    findings.push(lateFinding(series, host, gapMs, untilMs, beat))
  }
  return findings
}

/**
 * Whether the next beat may have begun all the same: a span is known once it has ended, and under a
 * fault it waits for Master, or a crawl for its pages; one that the process was killed in is never
 * known.
 */
function mayBeOpen(
  record: RunRecord,
  { instance, name }: Series,
  gap: Window,
  final: boolean,
): boolean {
  const ends = record.entries('process').filter((p) => p.instance === instance)
  if (final && !ends.some((p) => p.phase === 'killed')) return false
  const troubles = troublesOf(record, record.hostOf(instance))
  const ofPages = name === crawl ? pageDisturbancesOf(record) : []
  return [...troubles, ...ofPages].some(
    ({ fromMs, toMs }) => fromMs < gap.toMs && toMs > gap.fromMs,
  )
}

function lateFinding(
  series: Series,
  host: string,
  gapMs: number,
  atMs: number,
  beat: Span,
): Finding {
  return {
    invariant: id,
    verdict: 'fail',
    hop: series.name,
    summary: `${series.name} of ${host}${series.subject ? ` for ${series.subject}` : ''} is due every ${series.intervalMs} ms and did not come for ${Math.round(gapMs)} ms.`,
    evidence: [beat.spanId],
    items: [],
    atMs,
    instance: series.instance,
    basis: 'telemetry',
  }
}

/** When a process stopped beating for a good reason: it left, or was asked to, or died. */
function lifeEnd(record: RunRecord, instance: string, final: boolean): number {
  const end = record.answer(findEnds).get(instance)
  if (end !== undefined) return end
  const known = record.entries('process').length > 0
  return known && !final ? Number.POSITIVE_INFINITY : lastOf(record, instance)
}

/** For every process that left or died: when it began to. */
function findEnds(record: RunRecord): ReadonlyMap<string, number> {
  const ends = new Map<string, number>()
  const note = (instance: string, atMs: number) => {
    if (!ends.has(instance)) ends.set(instance, atMs)
  }
  // It has begun to leave before it is gone.
  for (const name of leavings) {
    for (const span of record.spansNamed(name)) note(span.instance, span.startMs)
  }
  for (const p of record.entries('process')) if (p.phase !== 'started') note(p.instance, p.at)
  return ends
}

function lastOf(record: RunRecord, instance: string): number {
  const lasts = record.answer(findLasts)
  let last = lasts.get(instance)
  if (last === undefined) {
    last = record.spansOf(instance).reduce((t, s) => Math.max(t, s.endMs), 0)
    lasts.set(instance, last)
  }
  return last
}

function findLasts(_record: RunRecord): Map<string, number> {
  return new Map()
}

/** Timers of the catalogue that a living worker never started. */
function missingSeries({ record, window, final }: Question, series: readonly Series[]): Finding[] {
  const running = new Set(series.map((s) => `${s.instance} ${s.name}`))
  return workers(record).flatMap(({ instance, at }) => {
    const life = { fromMs: at, toMs: Math.min(window.toMs, lifeEnd(record, instance, final)) }
    const lived = life.toMs - at - troubledMs(record, record.hostOf(instance), life)
    return spanEntries
      .filter(
        ({ intervalMsDefault: ms }) =>
          ms !== undefined && lived > startAllowanceMs + 2 * ms * scaleOf(record),
      )
      .filter((timer) => !running.has(`${instance} ${timer.name}`))
      .map((timer) => neverStarted(timer.name, record.hostOf(instance), instance, window))
  })
}

function neverStarted(name: string, host: string, instance: string, window: Window): Finding {
  return {
    invariant: id,
    verdict: 'fail',
    hop: name,
    summary: `${name} of ${host} never came: its timer was not started.`,
    evidence: [],
    items: [],
    atMs: window.toMs,
    instance,
    basis: 'telemetry',
  }
}

function workers(record: RunRecord) {
  return record
    .entries('process')
    .filter((p) => p.phase === 'started' && p.host.startsWith('worker'))
}

/** Intervals of a run are the defaults divided by its time scale. */
function scaleOf(record: RunRecord): number {
  return 1 / (record.entries('run')[0]?.timeScale ?? 1)
}
