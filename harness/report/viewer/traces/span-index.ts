import type { ReportSpan } from '../../model.ts'

export interface Trace {
  traceId: string
  /** In order of their start. */
  spans: ReportSpan[]
  root: ReportSpan
  startMs: number
  endMs: number
  errors: number
  hosts: string[]
}

export interface SpanIndex {
  /** In order of their start. */
  traces: Trace[]
  traceOf: Map<string, Trace>
  byId: Map<string, ReportSpan>
  /** Spans that link to the span of this id. */
  linkedFrom: Map<string, ReportSpan[]>
}

/** Everything that the views ask of the spans, found in one pass. */
export function indexSpans(spans: ReportSpan[]): SpanIndex {
  const groups = new Map<string, ReportSpan[]>()
  const byId = new Map<string, ReportSpan>()
  const linkedFrom = new Map<string, ReportSpan[]>()
  for (const span of spans) {
    push(groups, span.traceId, span)
    byId.set(span.spanId, span)
    for (const link of span.links) push(linkedFrom, link.spanId, span)
  }
  const traces = [...groups].flatMap(([traceId, group]) => traceFrom(traceId, group, byId) ?? [])
  traces.sort((a, b) => a.startMs - b.startMs)
  const traceOf = new Map(traces.map((trace) => [trace.traceId, trace]))
  return { traces, traceOf, byId, linkedFrom }
}

function traceFrom(
  traceId: string,
  group: ReportSpan[],
  byId: Map<string, ReportSpan>,
): Trace | undefined {
  const spans = group.toSorted((a, b) => a.startMs - b.startMs)
  const isRoot = (span: ReportSpan) => !span.parentSpanId || !byId.has(span.parentSpanId)
  const root = spans.find(isRoot) ?? spans[0]
  if (!root) return undefined
  return {
    traceId,
    spans,
    root,
    startMs: spans.reduce((first, span) => Math.min(first, span.startMs), root.startMs),
    endMs: spans.reduce((last, span) => Math.max(last, span.startMs + span.durationMs), 0),
    errors: spans.filter((span) => span.status === 'error').length,
    hosts: [...new Set(spans.map((span) => span.host))],
  }
}

function push<Key, Value>(map: Map<Key, Value[]>, key: Key, value: Value): void {
  const known = map.get(key)
  if (known) known.push(value)
  else map.set(key, [value])
}
