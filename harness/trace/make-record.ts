/** Builds records for tests of questions, checks and diagnosis: a few spans and entries at a time. */
import type { Entry, ProcessEntry, ServedEntry, StateEntry } from '../journal/entry.ts'
import type { JournalLine } from '../journal/journal.ts'
import { RunRecord } from './run-record.ts'

export interface MadeSpan {
  name: string
  /** Process; `w` if not given. */
  instance?: string
  id?: string
  parent?: string
  startMs?: number
  endMs?: number
  items?: readonly string[]
  attributes?: Record<string, string | number>
  error?: boolean
  exception?: { type: string; message: string; stack?: string }
}

let lastId = 0

/** A line of OTLP with one span. Times are small numbers of milliseconds. */
export function spanLine(span: MadeSpan): JournalLine {
  const id = span.id ?? (++lastId).toString(16)
  const startMs = span.startMs ?? 10
  const nanos = (ms: number) => String(BigInt(Math.round(ms * 1000)) * 1000n)
  const text = (key: string, value: string | number) => ({
    key,
    value: typeof value === 'number' ? { intValue: value } : { stringValue: value },
  })
  const ids = (span.items ?? []).map((item) => ({ stringValue: item }))
  return {
    resourceSpans: [
      {
        resource: { attributes: [text('service.instance.id', span.instance ?? 'w')] },
        scopeSpans: [
          {
            scope: { name: 'test' },
            spans: [
              {
                traceId: '1'.repeat(32),
                spanId: id.padStart(16, '0'),
                ...(span.parent ? { parentSpanId: span.parent.padStart(16, '0') } : {}),
                name: span.name,
                kind: 1,
                startTimeUnixNano: nanos(startMs),
                endTimeUnixNano: nanos(span.endMs ?? startMs + 1),
                attributes: [
                  ...Object.entries(span.attributes ?? {}).map(([k, v]) => text(k, v)),
                  ...(span.items
                    ? [{ key: 'hiscrm.item.ids', value: { arrayValue: { values: ids } } }]
                    : []),
                ],
                events: span.exception
                  ? [
                      {
                        name: 'exception',
                        timeUnixNano: nanos(startMs),
                        attributes: [
                          text('exception.type', span.exception.type),
                          text('exception.message', span.exception.message),
                          text('exception.stacktrace', span.exception.stack ?? ''),
                        ],
                      },
                    ]
                  : [],
                links: [],
                status: { code: span.error ? 2 : 0, message: '' },
              },
            ],
          },
        ],
      },
    ],
  }
}

export function logLine(log: {
  instance?: string
  atMs: number
  severity: number
  text: string
  event?: string
  attributes?: Readonly<Record<string, string>>
}): JournalLine {
  return {
    resourceLogs: [
      {
        resource: {
          attributes: [{ key: 'service.instance.id', value: { stringValue: log.instance ?? 'w' } }],
        },
        scopeLogs: [
          {
            scope: { name: 'test' },
            logRecords: [
              {
                timeUnixNano: String(BigInt(Math.round(log.atMs * 1000)) * 1000n),
                severityNumber: log.severity,
                severityText: '',
                body: { stringValue: log.text },
                ...(log.event ? { eventName: log.event } : {}),
                attributes: textAttributes(log.attributes),
              },
            ],
          },
        ],
      },
    ],
  }
}

function textAttributes(attributes: Readonly<Record<string, string>> = {}) {
  return Object.entries(attributes).map(([key, stringValue]) => ({ key, value: { stringValue } }))
}

/** Cumulative counts, of an SDK about itself or of the system. */
export function metricLine(
  instance: string,
  counts: readonly {
    name: string
    value: number
    errorType?: string
    attributes?: Readonly<Record<string, string>>
  }[],
): JournalLine {
  return {
    resourceMetrics: [
      {
        resource: {
          attributes: [{ key: 'service.instance.id', value: { stringValue: instance } }],
        },
        scopeMetrics: [
          {
            scope: { name: 'test' },
            metrics: counts.map(({ name, value, errorType, attributes }) => ({
              name,
              sum: {
                dataPoints: [
                  {
                    attributes: textAttributes({
                      ...attributes,
                      ...(errorType ? { 'error.type': errorType } : {}),
                    }),
                    timeUnixNano: '1000000',
                    asInt: value,
                  },
                ],
              },
            })),
          },
        ],
      },
    ],
  }
}

export const run: Entry = {
  at: 0,
  kind: 'run',
  version: 1,
  runId: 'r',
  scenario: 'test',
  title: 'a test',
  world: 'processes',
  seed: 1,
  timeScale: 20,
  recording: 'none',
  faults: [],
  command: '',
  node: '',
  platform: '',
}

export function started(instance: string, host: string, atMs = 1): ProcessEntry {
  return { at: atMs, kind: 'process', instance, host, pid: 1, phase: 'started' }
}

export function served(items: string[], atMs = 5, accountId = 'acc-1'): ServedEntry {
  return {
    at: atMs,
    kind: 'served',
    accountId,
    method: 'GET',
    url: 'https://creator.douyin.com/',
    status: 200,
    exchange: 0,
    items,
  }
}

export function state(items: string[], atMs = 90, accountId = 'acc-1'): StateEntry {
  return { at: atMs, kind: 'state', accountId, items }
}

export function recordOf(...lines: (JournalLine | Entry)[]): RunRecord {
  return RunRecord.from(lines.map((line) => ('kind' in line ? { glassbox: line } : line)))
}
