/** From the SDK's records to lines of OTLP JSON, as the OpenTelemetry file exporter writes them. */
import type { HrTime } from '@opentelemetry/api'
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs'
import type { MetricData, ResourceMetrics } from '@opentelemetry/sdk-metrics'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import type {
  AnyValue,
  KeyValue,
  OtlpLogRecord,
  OtlpLogs,
  OtlpMetrics,
  OtlpSpan,
  OtlpTraces,
} from './otlp.ts'

type Origin = Pick<ReadableSpan, 'resource' | 'instrumentationScope'>

interface OpenLine {
  signal: 'traces' | 'logs'
  origin: Origin
  spans: OtlpSpan[]
  logRecords: OtlpLogRecord[]
}

/** A line that grows longer than this is closed, so that it can be read like others. */
const recordsMax = 512

/**
 * Puts records that came one after the other, from one process and of one kind, into one line; so
 * the lines keep the order in which all records came.
 */
export class OtlpLines {
  readonly #write: (line: OtlpTraces | OtlpLogs) => void
  #line: OpenLine | undefined

  constructor(write: (line: OtlpTraces | OtlpLogs) => void) {
    this.#write = write
  }

  addSpan(span: ReadableSpan): void {
    this.#lineFor('traces', span).spans.push(otlpSpan(span))
  }

  addLog(record: ReadableLogRecord): void {
    this.#lineFor('logs', record).logRecords.push(otlpLog(record))
  }

  /** Writes what is open. */
  close(): void {
    const line = this.#line
    if (line === undefined) return
    this.#line = undefined
    const resource = { attributes: keyValues(line.origin.resource.attributes) }
    const scope = { name: line.origin.instrumentationScope.name }
    if (line.signal === 'traces') {
      this.#write({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans: line.spans }] }] })
    } else {
      const scopeLogs = [{ scope, logRecords: line.logRecords }]
      this.#write({ resourceLogs: [{ resource, scopeLogs }] })
    }
  }

  #lineFor(signal: OpenLine['signal'], origin: Origin): OpenLine {
    const line = this.#line
    const fits =
      line?.signal === signal &&
      line.origin.resource === origin.resource &&
      line.origin.instrumentationScope.name === origin.instrumentationScope.name &&
      line.spans.length + line.logRecords.length < recordsMax
    if (fits) return line
    this.close()
    const fresh: OpenLine = { signal, origin, spans: [], logRecords: [] }
    this.#line = fresh
    return fresh
  }
}

function otlpSpan(span: ReadableSpan): OtlpSpan {
  const { traceId, spanId } = span.spanContext()
  const { parentSpanContext, status } = span
  return {
    traceId,
    spanId,
    ...(parentSpanContext === undefined ? {} : { parentSpanId: parentSpanContext.spanId }),
    name: span.name,
    // OTLP counts kinds from 1, the API from 0.
    kind: span.kind + 1,
    startTimeUnixNano: nanos(span.startTime),
    endTimeUnixNano: nanos(span.endTime),
    attributes: keyValues(span.attributes),
    events: span.events.map(({ name, time, attributes = {} }) => ({
      name,
      timeUnixNano: nanos(time),
      attributes: keyValues(attributes),
    })),
    links: span.links.map(({ context }) => ({ traceId: context.traceId, spanId: context.spanId })),
    status: { code: status.code, message: status.message ?? '' },
  }
}

function otlpLog(record: ReadableLogRecord): OtlpLogRecord {
  const { spanContext, eventName } = record
  return {
    timeUnixNano: nanos(record.hrTime),
    observedTimeUnixNano: nanos(record.hrTimeObserved),
    severityNumber: record.severityNumber ?? 0,
    severityText: record.severityText ?? '',
    body: otlpValue(record.body),
    ...(eventName === undefined ? {} : { eventName }),
    attributes: keyValues(record.attributes),
    ...(spanContext === undefined
      ? {}
      : { traceId: spanContext.traceId, spanId: spanContext.spanId }),
  }
}

export function otlpMetrics({ resource, scopeMetrics }: ResourceMetrics): OtlpMetrics {
  return {
    resourceMetrics: [
      {
        resource: { attributes: keyValues(resource.attributes) },
        scopeMetrics: scopeMetrics.map(({ scope, metrics }) => ({
          scope: { name: scope.name },
          metrics: metrics.map((metric) => ({
            name: metric.descriptor.name,
            [kindOf(metric)]: { dataPoints: metric.dataPoints.map(dataPoint) },
          })),
        })),
      },
    ],
  }
}

/** Sums say whether they only grow, histograms hold counts; the SDK's numbers for them are hidden. */
function kindOf(metric: MetricData): 'sum' | 'gauge' | 'histogram' {
  if ('isMonotonic' in metric) return 'sum'
  return metric.dataPoints.some(({ value }) => typeof value === 'object') ? 'histogram' : 'gauge'
}

function dataPoint({ attributes, endTime, value }: MetricData['dataPoints'][number]) {
  const point = { attributes: keyValues(attributes), timeUnixNano: nanos(endTime) }
  if (typeof value === 'number') return { ...point, asDouble: value }
  return {
    ...point,
    count: value.count,
    ...(value.sum === undefined ? {} : { sum: value.sum }),
  }
}

function keyValues(attributes: object): KeyValue[] {
  return Object.entries(attributes).map(([key, value]) => ({ key, value: otlpValue(value) }))
}

/** A value of the SDK as OTLP writes it. */
export function otlpValue(value: unknown): AnyValue {
  if (typeof value === 'string') return { stringValue: value }
  if (typeof value === 'boolean') return { boolValue: value }
  if (typeof value === 'number') {
    return Number.isInteger(value) ? { intValue: value } : { doubleValue: value }
  }
  if (Array.isArray(value)) return { arrayValue: { values: value.map(otlpValue) } }
  if (typeof value === 'object' && value !== null) {
    return { kvlistValue: { values: keyValues(value) } }
  }
  return {}
}

function nanos([seconds, nanoseconds]: HrTime): string {
  return String(BigInt(Math.trunc(seconds)) * 1_000_000_000n + BigInt(Math.trunc(nanoseconds)))
}
