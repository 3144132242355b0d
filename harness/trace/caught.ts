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
  const recorded = record.spans.flatMap(({ instance, spanId, ...span }) =>
    exceptionsOf({ instance, spanId, ...span }).map(
      ({ atMs, message }): Told => ({ atMs, instance, spanId, text: message }),
    ),
  )
  const logged = record.logs
    .filter((log) => log.severity >= severityWarn)
    .map(
      ({ atMs, instance, spanId, text, attributes }): Told => ({
        atMs,
        instance,
        ...(spanId ? { spanId } : {}),
        text: `${text} ${String(attributes['exception.message'] ?? '')}`,
      }),
    )
  return record.entries('caught').map((entry) => {
    if (entry.outcome === 'rethrown') return { ...entry, fate: 'rethrown' }
    if (recorded.some((told) => isBy(told, entry, record) || isGatheredUp(told, entry, record)))
      return { ...entry, fate: 'recorded' }
    const inLog = logged.some((told) => isBy(told, entry, record))
    if (inLog) return { ...entry, fate: 'logged' }
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

/**
 * Whether a clause itself told this, and not code that had failed inside it: what a clause says, it
 * says in the span that is active there, or on one around it.
 */
function isBy(told: Told, entry: CaughtEntry, record: RunRecord): boolean {
  return (
    told.instance === entry.instance &&
    told.atMs >= entry.at - toleranceMs &&
    told.atMs <= entry.leftAt + toleranceMs &&
    told.text.includes(entry.error.message) &&
    (told.spanId === undefined ||
      entry.spanId === undefined ||
      isAround(told.spanId, entry.spanId, record))
  )
}

/** Whether a clause kept it for the end of a span around it, which then told all that went wrong. */
function isGatheredUp(told: Told, entry: CaughtEntry, record: RunRecord): boolean {
  return (
    told.instance === entry.instance &&
    told.atMs >= entry.at - toleranceMs &&
    told.text.includes(entry.error.message) &&
    told.spanId !== undefined &&
    entry.spanId !== undefined &&
    isAround(told.spanId, entry.spanId, record)
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
