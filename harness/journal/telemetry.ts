/** Spans, logs and metrics as the harness asks about them: plain values, times in milliseconds. */
import type { AttributeValue } from './otlp.ts'

export type Attributes = Record<string, AttributeValue>

export interface SpanEvent {
  name: string
  atMs: number
  attributes: Attributes
}

export interface SpanLink {
  traceId: string
  spanId: string
}

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
  events: readonly SpanEvent[]
  links: readonly SpanLink[]
}

export interface Log {
  atMs: number
  instance: string
  /** OpenTelemetry's severity number: 13 is WARN, 17 ERROR. */
  severity: number
  level: string
  text: string
  /** The name of the event that it tells of, such as `account.degraded`; if it has one. */
  event?: string
  attributes: Attributes
  traceId?: string
  spanId?: string
}

export interface MetricPoint {
  instance: string
  name: string
  attributes: Attributes
  atMs: number
  value: number
}
