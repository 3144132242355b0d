/** The system's log: each record is one JSON line on the output and one OpenTelemetry record. */
import { type Attributes, context, type Logger, SeverityNumber, trace } from '@opentelemetry/api'
import { toError } from '../errors.ts'
import type { Host } from '../host.ts'
import type { SystemAttributes } from './attributes.ts'
import type { LogEvent } from './catalogue.ts'

export type LogFields = SystemAttributes & {
  event: LogEvent
  /** Becomes `exception.type`, `exception.message` and `exception.stacktrace`. */
  error?: unknown
}

export interface Log {
  debug(text: string, fields: LogFields): void
  info(text: string, fields: LogFields): void
  warn(text: string, fields: LogFields): void
  error(text: string, fields: LogFields): void
}

const severities = {
  debug: SeverityNumber.DEBUG,
  info: SeverityNumber.INFO,
  warn: SeverityNumber.WARN,
  error: SeverityNumber.ERROR,
} as const

type Level = keyof typeof severities

/** A last guard: what is named like this is never written down. */
const secretName = /token|password|secret|cookie|authorization/i

export function createLog(host: Host, logger: Logger, serviceName: string): Log {
  const write = (level: Level, text: string, fields: LogFields): void => {
    const { event, error, ...given } = fields
    const attributes = withoutSecrets({ ...given, ...exceptionAttributes(error) })
    host.print(logLine(level, serviceName, event, text, attributes))
    logger.emit({
      severityNumber: severities[level],
      severityText: level.toUpperCase(),
      eventName: event,
      body: text,
      attributes,
      context: context.active(),
    })
  }
  return {
    debug: (text, fields) => write('debug', text, fields),
    info: (text, fields) => write('info', text, fields),
    warn: (text, fields) => write('warn', text, fields),
    error: (text, fields) => write('error', text, fields),
  }
}

/** One JSON line: time, level, service, event, message, trace ids, then the attributes. */
export function logLine(
  level: Level,
  service: string,
  event: LogEvent,
  message: string,
  attributes: Attributes,
): string {
  const span = trace.getSpanContext(context.active())
  return JSON.stringify({
    time: new Date().toISOString(),
    level,
    service,
    event,
    message,
    ...(span === undefined ? {} : { trace_id: span.traceId, span_id: span.spanId }),
    ...attributes,
  })
}

function exceptionAttributes(thrown: unknown): SystemAttributes {
  if (thrown === undefined) return {}
  const error = toError(thrown)
  return {
    'exception.type': error.name,
    'exception.message': error.message,
    'exception.stacktrace': error.stack,
  }
}

function withoutSecrets(given: SystemAttributes): Attributes {
  const attributes: Attributes = {}
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) attributes[name] = isSecret(name) ? '[redacted]' : value
  }
  return attributes
}

/** Names come from the code, so there are few. */
const secrets = new Map<string, boolean>()

function isSecret(name: string): boolean {
  let secret = secrets.get(name)
  if (secret === undefined) {
    secret = secretName.test(name)
    secrets.set(name, secret)
  }
  return secret
}
