/** The standard OpenTelemetry variables that the system honours. */
import { randomUUID } from 'node:crypto'
import type { Agent } from 'node:http'
import type { Attributes } from '@opentelemetry/api'
import type { Host } from '../host.ts'
import { envInteger, envText } from '../settings.ts'

export interface TelemetrySettings {
  /** Base address of the OTLP/HTTP receiver; undefined exports nothing. */
  endpoint: string | undefined
  headers: Record<string, string>
  /** What dials the receiver; undefined is Node's default. */
  agent: Agent | undefined
  resource: Attributes
  /** How long one hand-over may take, with its retries. */
  exportTimeoutMs: number
  spanDelayMs: number
  maxQueueSize: number
  maxBatchSize: number
  metricIntervalMs: number
  logDelayMs: number
}

const int32 = 2_147_483_647

export function telemetrySettings(
  { env, agent }: Pick<Host, 'env' | 'agent'>,
  serviceName: string,
): TelemetrySettings {
  const maxQueueSize = envInteger(env, 'OTEL_BSP_MAX_QUEUE_SIZE', 65_536, { min: 1, max: int32 })
  const maxBatchSize = envInteger(env, 'OTEL_BSP_MAX_EXPORT_BATCH_SIZE', 512, {
    min: 1,
    max: int32,
  })
  const ms = { min: 1, max: int32 }
  return {
    endpoint: envText(env, 'OTEL_EXPORTER_OTLP_ENDPOINT')?.replace(/\/+$/, ''),
    headers: pairs(envText(env, 'OTEL_EXPORTER_OTLP_HEADERS')),
    agent,
    resource: {
      'service.name': serviceName,
      'service.instance.id': randomUUID(),
      ...pairs(envText(env, 'OTEL_RESOURCE_ATTRIBUTES')),
    },
    exportTimeoutMs: envInteger(env, 'OTEL_EXPORTER_OTLP_TIMEOUT', 10_000, ms),
    spanDelayMs: envInteger(env, 'OTEL_BSP_SCHEDULE_DELAY', 5000, ms),
    maxQueueSize,
    maxBatchSize: Math.min(maxBatchSize, maxQueueSize),
    metricIntervalMs: envInteger(env, 'OTEL_METRIC_EXPORT_INTERVAL', 60_000, ms),
    logDelayMs: envInteger(env, 'OTEL_BLRP_SCHEDULE_DELAY', 1000, ms),
  }
}

/** `name=value,name=value`, percent-decoded, as W3C Baggage writes it. */
function pairs(text: string | undefined): Record<string, string> {
  const entries = (text ?? '').split(',').flatMap((pair): [string, string][] => {
    const at = pair.indexOf('=')
    if (at < 1) return []
    return [[decode(pair.slice(0, at).trim()), decode(pair.slice(at + 1).trim())]]
  })
  return Object.fromEntries(entries)
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A percent sign that encodes nothing stands for itself.
    return text
  }
}

/** How an OTLP exporter reaches the receiver. */
export function otlpConnection({ headers, agent, exportTimeoutMs }: TelemetrySettings) {
  return {
    headers,
    timeoutMillis: exportTimeoutMs,
    ...(agent === undefined ? {} : { httpAgentOptions: () => agent }),
  }
}
