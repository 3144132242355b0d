/** Spans and logs as the harness asks about them: plain values, times in milliseconds. */
import type { Span } from '../journal/telemetry.ts'

export type { Attributes, Log, Span } from '../journal/telemetry.ts'

export const severityWarn = 13
export const severityError = 17

/** The items a span says it carries, as `kind:id`. */
export function itemsOf(span: Span): readonly string[] {
  const ids = span.attributes['hiscrm.item.ids']
  return Array.isArray(ids) ? ids : []
}

/** The exceptions recorded on a span (semantic conventions: event `exception`). */
export function exceptionsOf(
  span: Span,
): { atMs: number; type: string; message: string; stack: string }[] {
  return span.events
    .filter((event) => event.name === 'exception')
    .map(({ atMs, attributes }) => ({
      atMs,
      type: String(attributes['exception.type'] ?? 'Error'),
      message: String(attributes['exception.message'] ?? ''),
      stack: String(attributes['exception.stacktrace'] ?? ''),
    }))
}
