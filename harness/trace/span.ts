/** Spans and logs as the harness asks about them: plain values, times in milliseconds. */
import type { AttributeValue } from '../journal/otlp.ts'

export type Attributes = Record<string, AttributeValue>

export interface Span {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  /** `service.instance.id` of the process that made it. */
  instance: string
  startMs: number
  endMs: number
  status: 'unset' | 'ok' | 'error'
  statusMessage: string
  attributes: Attributes
  events: { name: string; atMs: number; attributes: Attributes }[]
  links: { traceId: string; spanId: string }[]
}

export interface Log {
  atMs: number
  instance: string
  /** OpenTelemetry's severity number: 13 is WARN, 17 ERROR. */
  severity: number
  level: string
  text: string
  attributes: Attributes
  traceId?: string
  spanId?: string
}

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
