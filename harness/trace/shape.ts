/**
 * The shape of a run's traces: which role makes which spans, under which parents, with what
 * outcome; not how many, when, with which ids or links. Two worlds that run the same scenario truly must
 * agree in it.
 */
import type { RunRecord } from './run-record.ts'
import type { Span } from './span.ts'

/**
 * Sorted lines, each once: `worker sync.push < worker sync.snapshot`. What a killed process was in
 * the midst of is left out, at whichever end of a message it was: how much of it comes to light is
 * chance.
 */
export function shapeOf(record: RunRecord): string[] {
  const name = (span: Span) => `${roleOf(record.hostOf(span.instance))} ${span.name}`
  const killed = record.entries('process').some(({ phase }) => phase === 'killed')
  const lines = record.spans.flatMap((span) => {
    const parent = span.parentSpanId === undefined ? undefined : record.span(span.parentSpanId)
    if (span.parentSpanId !== undefined && !parent && killed) return []
    const above = span.parentSpanId === undefined ? 'root' : parent ? name(parent) : 'unknown'
    return [`${name(span)} < ${above}${span.status === 'error' ? ', error' : ''}`]
  })
  return [...new Set(lines)].sort()
}

/** `worker-2` plays the role `worker`. */
function roleOf(host: string): string {
  return host.replace(/-\d+$/, '')
}
