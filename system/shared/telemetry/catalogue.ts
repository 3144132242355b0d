/**
 * Everything the system tells about itself: spans, metrics, log events. The code can only emit
 * what stands here, and `docs/telemetry.md` is written from it.
 */
import { logEvents } from './catalogue-logs.ts'
import { metricEntries } from './catalogue-metrics.ts'
import { type SpanName, spanEntries, syncHops } from './catalogue-spans.ts'

export { type LogEvent, logEvents } from './catalogue-logs.ts'
export { type MetricName, metricEntries } from './catalogue-metrics.ts'
export { type SpanEntry, type SpanName, spanEntries, syncHops } from './catalogue-spans.ts'

/** A span that a timer starts again and again, with the timer's interval unless configured. */
export interface PeriodicSpan {
  name: SpanName
  intervalMsDefault: number
}

export const periodicSpans: readonly PeriodicSpan[] = spanEntries.flatMap((entry) =>
  entry.intervalMsDefault === undefined
    ? []
    : [{ name: entry.name, intervalMsDefault: entry.intervalMsDefault }],
)

export const catalogue = {
  spans: spanEntries,
  metrics: metricEntries,
  logs: logEvents,
  syncHops,
} as const
