/** From OTLP JSON lines to spans, logs and metric points. */
import type { JournalLine } from '../journal/journal.ts'
import {
  nanosToMs,
  type OtlpLogRecord,
  type OtlpSpan,
  plainAttributes,
  plainValue,
} from '../journal/otlp.ts'
import { instanceOf } from '../journal/record-count.ts'
import type { Log, MetricPoint, Span } from '../journal/telemetry.ts'

export type { MetricPoint } from '../journal/telemetry.ts'

export function decodeSpans(line: JournalLine): Span[] {
  if (!('resourceSpans' in line)) return []
  return line.resourceSpans.flatMap(({ resource, scopeSpans }) => {
    const instance = instanceOf(resource.attributes)
    return scopeSpans.flatMap((scope) => scope.spans.map((span) => decodeSpan(span, instance)))
  })
}

function decodeSpan(span: OtlpSpan, instance: string): Span {
  return {
    traceId: span.traceId,
    spanId: span.spanId,
    ...(span.parentSpanId ? { parentSpanId: span.parentSpanId } : {}),
    name: span.name,
    instance,
    startMs: nanosToMs(span.startTimeUnixNano),
    endMs: nanosToMs(span.endTimeUnixNano),
    status: statusOf(span.status.code),
    statusMessage: span.status.message,
    attributes: plainAttributes(span.attributes),
    events: span.events.map((event) => ({
      name: event.name,
      atMs: nanosToMs(event.timeUnixNano),
      attributes: plainAttributes(event.attributes),
    })),
    links: span.links.map(({ traceId, spanId }) => ({ traceId, spanId })),
  }
}

/** OTLP JSON writes the code as a number; some senders as the name of the enum. */
function statusOf(code: string | number): Span['status'] {
  if (code === 2 || code === 'STATUS_CODE_ERROR') return 'error'
  return code === 1 || code === 'STATUS_CODE_OK' ? 'ok' : 'unset'
}

export function decodeLogs(line: JournalLine): Log[] {
  if (!('resourceLogs' in line)) return []
  return line.resourceLogs.flatMap(({ resource, scopeLogs }) => {
    const instance = instanceOf(resource.attributes)
    return scopeLogs.flatMap((scope) => scope.logRecords.map((log) => decodeLog(log, instance)))
  })
}

function decodeLog(log: OtlpLogRecord, instance: string): Log {
  return {
    atMs: nanosToMs(log.timeUnixNano ?? log.observedTimeUnixNano),
    instance,
    severity: log.severityNumber,
    level: (log.severityText || levelOf(log.severityNumber)).toLowerCase(),
    text: String(plainValue(log.body)),
    ...(log.eventName ? { event: log.eventName } : {}),
    attributes: plainAttributes(log.attributes),
    ...(log.traceId ? { traceId: log.traceId } : {}),
    ...(log.spanId ? { spanId: log.spanId } : {}),
  }
}

function levelOf(severity: number): string {
  const names = ['trace', 'debug', 'info', 'warn', 'error', 'fatal']
  return names[Math.min(5, Math.max(0, Math.floor((severity - 1) / 4)))] ?? 'info'
}

export function decodeMetrics(line: JournalLine): MetricPoint[] {
  if (!('resourceMetrics' in line)) return []
  return line.resourceMetrics.flatMap(({ resource, scopeMetrics }) => {
    const instance = instanceOf(resource.attributes)
    return scopeMetrics.flatMap((scope) =>
      scope.metrics.flatMap((metric) =>
        [metric.sum, metric.gauge, metric.histogram].flatMap((points) =>
          (points?.dataPoints ?? []).map((point) => ({
            instance,
            name: metric.name,
            attributes: plainAttributes(point.attributes),
            atMs: nanosToMs(point.timeUnixNano),
            value: Number(point.asInt ?? point.asDouble ?? point.count ?? 0),
          })),
        ),
      ),
    )
  })
}
