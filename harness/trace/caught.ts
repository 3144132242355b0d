/**
 * What became of every exception that a catch clause caught: the probes say where and how the
 * clause was left, the telemetry of the same process says whether the clause told anybody.
 */
import type { CaughtEntry } from '../journal/entry.ts'
import type { RunRecord } from './run-record.ts'
import { exceptionsOf, severityWarn } from './span.ts'

/**
 * `dropped` is the silent one: neither thrown again, nor on a span, nor in a log. `unheard`: its
 * process was killed before it could hand over what it may have said.
 */
export type Fate = 'rethrown' | 'recorded' | 'logged' | 'unheard' | 'dropped'

export interface Caught extends CaughtEntry {
  fate: Fate
}

/** Something the system said about an exception, in a log or on a span. */
interface Told {
  atMs: number
  instance: string
  spanId?: string
  text: string
}

/** Probe and SDK read the same clock; each rounds it differently and writes a moment later. */
const toleranceMs = 20

export function caughtWithFates(record: RunRecord): readonly Caught[] {
  return record.answer(findFates)
}

function findFates(record: RunRecord): readonly Caught[] {
  const entries = record.entries('caught')
  if (entries.length === 0) return []
  const recorded = byTime(toldOnSpans(record))
  const logged = byTime(toldInLogs(record))
  return entries.map((entry) => {
    if (entry.outcome === 'rethrown') return { ...entry, fate: 'rethrown' }
    if (isTold(recorded, entry, record) || isGatheredUp(recorded, entry, record))
      return { ...entry, fate: 'recorded' }
    if (isTold(logged, entry, record)) return { ...entry, fate: 'logged' }
    return { ...entry, fate: mayBeUnheard(entry, record) ? 'unheard' : 'dropped' }
  })
}

/** A process hands over its logs in their order; what it had a later one than, it has handed over. */
function mayBeUnheard({ instance, leftAt, spanId }: CaughtEntry, record: RunRecord): boolean {
  const killed = record
    .entries('process')
    .some((p) => p.instance === instance && p.phase === 'killed')
  if (!killed) return false
  const laterLog = record.logs.some((log) => log.instance === instance && log.atMs > leftAt)
  const spanIsKnown = spanId === undefined || record.span(spanId) !== undefined
  return !laterLog || !spanIsKnown
}

function toldOnSpans(record: RunRecord): Told[] {
  return record.spans
    .filter((span) => span.events.length > 0)
    .flatMap((span) =>
      exceptionsOf(span).map(({ atMs, message }) => ({
        atMs,
        instance: span.instance,
        spanId: span.spanId,
        text: message,
      })),
    )
}

function toldInLogs(record: RunRecord): Told[] {
  return record.logs
    .filter((log) => log.severity >= severityWarn)
    .map(({ atMs, instance, spanId, text, attributes }) => ({
      atMs,
      instance,
      ...(spanId ? { spanId } : {}),
      text: `${text} ${String(attributes['exception.message'] ?? '')}`,
    }))
}

/** For each process, by time. */
type ToldByTime = ReadonlyMap<string, readonly Told[]>

function byTime(told: readonly Told[]): ToldByTime {
  return Map.groupBy(
    told.toSorted((a, b) => a.atMs - b.atMs),
    ({ instance }) => instance,
  )
}

/**
 * Whether a clause itself told this, and not code that had failed inside it: what a clause says, it
 * says in the span that is active there, or on one around it.
 */
function isTold(told: ToldByTime, entry: CaughtEntry, record: RunRecord): boolean {
  const own = told.get(entry.instance) ?? []
  const fromMs = entry.at - toleranceMs
  const toMs = entry.leftAt + toleranceMs
  for (let place = firstFrom(own, fromMs); place < own.length; place += 1) {
    const one = own[place]
    if (one === undefined || one.atMs > toMs) return false
    if (one.text.includes(entry.error.message) && isInPlace(one, entry, record)) return true
  }
  return false
}

function isInPlace({ spanId }: Told, entry: CaughtEntry, record: RunRecord): boolean {
  return (
    spanId === undefined || entry.spanId === undefined || isAround(spanId, entry.spanId, record)
  )
}

/** The place of the first that is not before this time. */
function firstFrom(told: readonly Told[], atMs: number): number {
  let [low, high] = [0, told.length]
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((told[middle]?.atMs ?? 0) < atMs) low = middle + 1
    else high = middle
  }
  return low
}

/** Whether a clause kept it for the end of a span around it, which then told all that went wrong. */
function isGatheredUp(recorded: ToldByTime, entry: CaughtEntry, record: RunRecord): boolean {
  const { instance, spanId, at, error, count } = entry
  // One that was only counted names no span any more: it was told by whichever says the same later.
  if (spanId === undefined && count === undefined) return false
  const told = recorded.get(instance) ?? []
  return told
    .slice(firstFrom(told, at - toleranceMs))
    .some(
      (one) =>
        one.text.includes(error.message) &&
        one.spanId !== undefined &&
        (spanId === undefined || isAround(one.spanId, spanId, record)),
    )
}

function isAround(outer: string, inner: string, record: RunRecord): boolean {
  let spanId: string | undefined = inner
  while (spanId !== undefined) {
    if (spanId === outer) return true
    spanId = record.span(spanId)?.parentSpanId
  }
  return false
}
