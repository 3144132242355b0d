import { context, createNoopMeter, SpanStatusCode } from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace'
import type { SpanName } from '../telemetry/catalogue.ts'
import type { Log, LogFields } from '../telemetry/log.ts'
import type { Telemetry } from '../telemetry/telemetry.ts'

export interface TestTelemetry extends Telemetry {
  spans(name: SpanName): ReadableSpan[]
  readonly logs: { level: keyof Log; text: string; fields: LogFields }[]
}

context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())

/** Telemetry that keeps what it is told. */
export function testTelemetry(): TestTelemetry {
  const ended: ReadableSpan[] = []
  const keeper: SpanProcessor = {
    onStart: () => undefined,
    onEnd: (span) => {
      ended.push(span)
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
  const provider = new TracerProvider({ spanProcessors: [keeper] })
  const logs: TestTelemetry['logs'] = []
  const write = (level: keyof Log) => (text: string, fields: LogFields) => {
    logs.push({ level, text, fields })
  }
  return {
    tracer: provider.getTracer('test'),
    meter: createNoopMeter(),
    log: {
      debug: write('debug'),
      info: write('info'),
      warn: write('warn'),
      error: write('error'),
    },
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
    spans: (name) => ended.filter((span) => span.name === name),
    logs,
  }
}

export function isFailed(span: ReadableSpan | undefined): boolean {
  return span?.status.code === SpanStatusCode.ERROR
}
