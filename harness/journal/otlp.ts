/**
 * The parts of OTLP JSON that the harness reads (opentelemetry-proto 1.x, the JSON mapping).
 * Senders differ: 64-bit numbers come as numbers or as strings, so both are accepted.
 */
import { z } from 'zod'

const number64 = z.union([z.string().regex(/^-?\d+$/), z.number()])

export interface AnyValue {
  stringValue?: string | undefined
  boolValue?: boolean | undefined
  intValue?: string | number | undefined
  doubleValue?: number | string | undefined
  bytesValue?: string | undefined
  arrayValue?: { values?: AnyValue[] | undefined } | undefined
  kvlistValue?: { values?: { key: string; value?: AnyValue | undefined }[] | undefined } | undefined
}

const anyValue: z.ZodType<AnyValue> = z.lazy(() =>
  z.object({
    stringValue: z.string().optional(),
    boolValue: z.boolean().optional(),
    intValue: number64.optional(),
    doubleValue: z.union([z.number(), z.string()]).optional(),
    bytesValue: z.string().optional(),
    arrayValue: z.object({ values: z.array(anyValue).optional() }).optional(),
    kvlistValue: z.object({ values: z.array(keyValue).optional() }).optional(),
  }),
)

const keyValue = z.object({ key: z.string(), value: anyValue.optional() })
const attributes = z.array(keyValue).default([])
const resource = z.object({ attributes }).default({ attributes: [] })
const scope = z.object({ name: z.string().default('') }).default({ name: '' })
const hex = (digits: number) => z.string().regex(new RegExp(`^[0-9a-fA-F]{${digits}}$`))

const span = z.object({
  traceId: hex(32),
  spanId: hex(16),
  parentSpanId: z.union([hex(16), z.literal('')]).optional(),
  name: z.string(),
  kind: z.union([z.number(), z.string()]).default(0),
  startTimeUnixNano: number64,
  endTimeUnixNano: number64,
  attributes,
  events: z.array(z.object({ name: z.string(), timeUnixNano: number64, attributes })).default([]),
  links: z.array(z.object({ traceId: hex(32), spanId: hex(16) })).default([]),
  status: z
    .object({ code: z.union([z.number(), z.string()]).default(0), message: z.string().default('') })
    .default({ code: 0, message: '' }),
})

const logRecord = z.object({
  timeUnixNano: number64.optional(),
  observedTimeUnixNano: number64.optional(),
  severityNumber: z.number().default(0),
  severityText: z.string().default(''),
  body: anyValue.optional(),
  eventName: z.string().optional(),
  attributes,
  traceId: z.string().optional(),
  spanId: z.string().optional(),
})

const dataPoint = z.object({
  attributes,
  timeUnixNano: number64,
  asInt: number64.optional(),
  asDouble: z.number().optional(),
  count: number64.optional(),
  sum: z.number().optional(),
})
const points = z.object({ dataPoints: z.array(dataPoint).default([]) })
const metric = z.object({
  name: z.string(),
  sum: points.optional(),
  gauge: points.optional(),
  histogram: points.optional(),
})

export const tracesSchema = z.object({
  resourceSpans: z.array(
    z.object({
      resource,
      scopeSpans: z.array(z.object({ scope, spans: z.array(span).default([]) })).default([]),
    }),
  ),
})
export const logsSchema = z.object({
  resourceLogs: z.array(
    z.object({
      resource,
      scopeLogs: z
        .array(z.object({ scope, logRecords: z.array(logRecord).default([]) }))
        .default([]),
    }),
  ),
})
export const metricsSchema = z.object({
  resourceMetrics: z.array(
    z.object({
      resource,
      scopeMetrics: z.array(z.object({ scope, metrics: z.array(metric).default([]) })).default([]),
    }),
  ),
})

export type OtlpTraces = z.infer<typeof tracesSchema>
export type OtlpLogs = z.infer<typeof logsSchema>
export type OtlpMetrics = z.infer<typeof metricsSchema>
export type OtlpSpan = z.infer<typeof span>
export type OtlpLogRecord = z.infer<typeof logRecord>
export type KeyValue = z.infer<typeof keyValue>

export const signalSchemas = { traces: tracesSchema, logs: logsSchema, metrics: metricsSchema }
export type Signal = keyof typeof signalSchemas

export type AttributeValue = string | number | boolean | readonly string[]

/** An OTLP value as a plain one; arrays become arrays of text, nested maps become JSON text. */
export function plainValue(value: AnyValue | undefined): AttributeValue {
  if (value === undefined) return ''
  if (value.stringValue !== undefined) return value.stringValue
  if (value.boolValue !== undefined) return value.boolValue
  if (value.intValue !== undefined) return Number(value.intValue)
  if (value.doubleValue !== undefined) return Number(value.doubleValue)
  if (value.arrayValue) return (value.arrayValue.values ?? []).map((v) => String(plainValue(v)))
  if (value.kvlistValue) return JSON.stringify(plainAttributes(value.kvlistValue.values ?? []))
  return value.bytesValue ?? ''
}

export function plainAttributes(pairs: readonly KeyValue[]): Record<string, AttributeValue> {
  return Object.fromEntries(pairs.map(({ key, value }) => [key, plainValue(value)]))
}

/** Nanoseconds since 1970, as OTLP writes them, in milliseconds with fractions. */
export function nanosToMs(nanos: string | number | undefined): number {
  if (nanos === undefined) return 0
  return Number(BigInt(nanos) / 1000n) / 1000
}
