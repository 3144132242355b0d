/**
 * From the SDK's spans and logs to the harness's, with no wire in between: what comes out is what
 * reading the same record's OTLP JSON gives (`harness/trace/decode.ts`).
 */
import type { HrTime, Attributes as SdkAttributes, SpanContext } from '@opentelemetry/api'
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type { AttributeValue } from './otlp.ts'
import { plainValue } from './otlp.ts'
import { otlpValue } from './otlp-lines.ts'
import type { Attributes, Log, Span, SpanEvent, SpanLink } from './telemetry.ts'

/** Most spans have none of either; they share this. */
const none: readonly never[] = Object.freeze([])
const statuses = ['unset', 'ok', 'error'] as const

export function spanOf(span: ReadableSpan, instance: string): Span {
  const { traceId, spanId } = span.spanContext()
  const { parentSpanContext, status } = span
  const rest = {
    name: span.name,
    instance,
    startMs: msOf(span.startTime),
    endMs: msOf(span.endTime),
    status: statuses[status.code] ?? 'unset',
    statusMessage: status.message ?? '',
    attributes: plain(span.attributes),
    events: span.events.length === 0 ? none : span.events.map(eventOf),
    links: linksOf(span.links),
  }
  return parentSpanContext === undefined
    ? { traceId, spanId, ...rest }
    : { traceId, spanId, parentSpanId: parentSpanContext.spanId, ...rest }
}

function eventOf({ name, time, attributes = {} }: ReadableSpan['events'][number]): SpanEvent {
  return { name, atMs: msOf(time), attributes: plain(attributes) }
}

/** The last that were made: all answers of a round link the round alone, and share this. */
let last: { context: SpanContext; links: readonly SpanLink[] } | undefined

function linksOf(links: ReadableSpan['links']): readonly SpanLink[] {
  const [first] = links
  if (first === undefined) return none
  if (links.length > 1) return links.map(linkOf)
  if (last?.context !== first.context) last = { context: first.context, links: [linkOf(first)] }
  return last.links
}

function linkOf({ context: { traceId, spanId } }: ReadableSpan['links'][number]): SpanLink {
  return { traceId, spanId }
}

export function logOf(record: ReadableLogRecord, instance: string): Log {
  const { spanContext, severityNumber = 0, severityText = '', eventName } = record
  return {
    atMs: msOf(record.hrTime),
    instance,
    severity: severityNumber,
    level: severityText.toLowerCase(),
    text:
      typeof record.body === 'string' ? record.body : String(plainValue(otlpValue(record.body))),
    ...(eventName ? { event: eventName } : {}),
    attributes: plain(record.attributes),
    ...(spanContext === undefined
      ? {}
      : { traceId: spanContext.traceId, spanId: spanContext.spanId }),
  }
}

/** In whole microseconds, as reading the nanoseconds of OTLP gives them. */
function msOf([seconds, nanos]: HrTime): number {
  return (seconds * 1e6 + Math.floor(nanos / 1e3)) / 1e3
}

/** An ended span's attributes never change again, so they are kept as they are where that fits. */
function plain(attributes: SdkAttributes): Attributes {
  if (isPlain(attributes)) return attributes
  return Object.fromEntries(
    Object.entries(attributes).map(([key, value]) => [key, plainValue(otlpValue(value))]),
  )
}

function isPlain(attributes: SdkAttributes): attributes is Attributes {
  for (const key in attributes) if (!isPlainValue(attributes[key])) return false
  return true
}

function isPlainValue(value: unknown): value is AttributeValue {
  if (Array.isArray(value)) return value.every((element) => typeof element === 'string')
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
}
