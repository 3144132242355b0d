/** How many spans, log records or data points a line of OTLP holds, by the process that sent it. */
import type { JournalLine } from './journal-line.ts'
import { type KeyValue, plainAttributes } from './otlp.ts'

export function recordsByInstance(line: JournalLine): Record<string, number> {
  const counts: Record<string, number> = {}
  const add = (attributes: readonly KeyValue[], count: number) => {
    const instance = instanceOf(attributes)
    counts[instance] = (counts[instance] ?? 0) + count
  }
  if ('resourceSpans' in line) {
    for (const r of line.resourceSpans) {
      add(r.resource.attributes, sum(r.scopeSpans.map((s) => s.spans.length)))
    }
  } else if ('resourceLogs' in line) {
    for (const r of line.resourceLogs) {
      add(r.resource.attributes, sum(r.scopeLogs.map((s) => s.logRecords.length)))
    }
  } else if ('resourceMetrics' in line) {
    for (const r of line.resourceMetrics) {
      add(r.resource.attributes, sum(r.scopeMetrics.map((s) => s.metrics.length)))
    }
  }
  return counts
}

/** Names the process: `service.instance.id`, else what else tells one process from another. */
export function instanceOf(attributes: readonly KeyValue[]): string {
  const resource = plainAttributes(attributes)
  const id = resource['service.instance.id'] ?? resource['process.pid'] ?? resource['service.name']
  return String(id ?? 'unknown')
}

function sum(numbers: number[]): number {
  return numbers.reduce((total, n) => total + n, 0)
}
