import type { ReportSpan } from '../../model.ts'
import type { Trace } from './span-index.ts'

const texts = new WeakMap<ReportSpan, string>()

/** Everything of a span that a filter may hit, in lower case. */
function textOf(span: ReportSpan): string {
  const known = texts.get(span)
  if (known !== undefined) return known
  const parts = [span.name, span.host, span.spanId, span.traceId, span.statusMessage ?? '']
  for (const [key, value] of Object.entries(span.attributes)) parts.push(`${key}=${value}`)
  for (const event of span.events)
    parts.push(event.name, ...Object.values(event.attributes).map(String))
  const text = parts.join('\n').toLowerCase()
  texts.set(span, text)
  return text
}

/** Whether a span holds every word of the filter. */
export function spanMatches(span: ReportSpan, filter: string): boolean {
  const text = textOf(span)
  return words(filter).every((word) => text.includes(word))
}

export function filterTraces(traces: Trace[], filter: string, errorsOnly: boolean): Trace[] {
  return traces.filter((trace) => {
    if (errorsOnly && trace.errors === 0) return false
    return filter.trim() === '' || trace.spans.some((span) => spanMatches(span, filter))
  })
}

function words(filter: string): string[] {
  return filter.toLowerCase().split(/\s+/).filter(Boolean)
}
