/** Where telemetry goes without a wire: a port that a Host may bring instead of an OTLP receiver. */
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs'
import type { ResourceMetrics } from '@opentelemetry/sdk-metrics'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'

/** Takes telemetry at once: a span when it ends, a log record when it is written. Never throws. */
export interface TelemetrySink {
  span(span: ReadableSpan): void
  log(record: ReadableLogRecord): void
  /** All metrics as they stand; at every flush and at the end. */
  metrics(metrics: ResourceMetrics): void
  /** Calls back when it wants what is not with it yet. */
  onFlushRequest(flush: () => Promise<void>): void
}
