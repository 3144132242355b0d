/** One set-up of OpenTelemetry for every process of the system. */
import {
  context,
  diag,
  logs,
  type Meter,
  metrics,
  propagation,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks'
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources'
import { LoggerProvider } from '@opentelemetry/sdk-logs'
import { errorText } from '../errors.ts'
import type { Host } from '../host.ts'
import type { TelemetrySink } from '../telemetry-sink.ts'
import { withinLimit } from '../within-limit.ts'
import { reportOwnProblems } from './diagnostics.ts'
import { createLog, type Log } from './log.ts'
import { LogPipeline } from './log-pipeline.ts'
import { Losses } from './losses.ts'
import { FlushingMeterProvider } from './metric-pipeline.ts'
import { SinkSpans, sinkLogs } from './sink-pipeline.ts'
import { FlushingTracerProvider, SpanPipeline } from './span-pipeline.ts'
import { talliedMeters } from './tallied-meters.ts'
import { type TelemetrySettings, telemetrySettings } from './telemetry-settings.ts'
import { w3cPropagator } from './trace-context.ts'

export const serviceVersion = '0.1.0'
const defaultShutdownLimitMs = 5000

export interface TelemetryOptions {
  /** `service.name`, unless OTEL_RESOURCE_ATTRIBUTES says otherwise. */
  serviceName: string
  host: Host
  /** Milliseconds that the end of the process may wait for telemetry; 5 s unless given. */
  shutdownLimitMs?: number
}

export interface Telemetry {
  tracer: Tracer
  meter: Meter
  log: Log
  /** Hands over everything so far; rejects with a sentence if anything could not be. */
  forceFlush(): Promise<void>
  /**
   * Hands over everything and ends: traces, logs, then metrics, so that the last counts are whole.
   * Takes a limited time. What could not be handed over is said on standard error.
   */
  shutdown(): Promise<void>
}

interface Provider {
  forceFlush(): Promise<void>
  shutdown(): Promise<void>
}

/**
 * Starts traces, logs and metrics. They go where the Host says, or else as OTLP/HTTP JSON to
 * OTEL_EXPORTER_OTLP_ENDPOINT, where it is set. The providers become OpenTelemetry's global ones; where
 * there are some already, they are reached through the returned handle only.
 */
export function startTelemetry(options: TelemetryOptions): Telemetry {
  const { serviceName, host, shutdownLimitMs = defaultShutdownLimitMs } = options
  const settings = telemetrySettings(host, serviceName)
  const print = (sentence: string): void => host.print(sentence, 'stderr')
  const losses = {
    spans: new Losses('spans', print),
    logs: new Losses('log records', print),
    metrics: new Losses('metric points', print),
  }
  const { tracers, loggers, meters } = providers(settings, losses, host.telemetry)
  makeGlobal(tracers, loggers, meters)
  reportOwnProblems(host, serviceName, losses)
  const inOrder: readonly Provider[] = [tracers, loggers, meters]
  const forceFlush = () => allInOrder(inOrder, (provider) => provider.forceFlush())
  host.telemetry?.onFlushRequest(forceFlush)
  return {
    tracer: tracers.getTracer(serviceName, serviceVersion),
    meter: meters.getMeter(serviceName, serviceVersion),
    log: createLog(host, loggers.getLogger(serviceName, serviceVersion), serviceName),
    forceFlush,
    shutdown: () => shutdown(host, inOrder, shutdownLimitMs),
  }
}

/** Does nothing where OpenTelemetry has been set up already: several hosts may share a process. */
function makeGlobal(
  tracers: FlushingTracerProvider,
  loggers: LoggerProvider,
  meters: FlushingMeterProvider,
): void {
  // A refused registration is no problem to report.
  diag.disable()
  if (!context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable())) return
  propagation.setGlobalPropagator(w3cPropagator)
  trace.setGlobalTracerProvider(tracers)
  logs.setGlobalLoggerProvider(loggers)
  metrics.setGlobalMeterProvider(meters)
}

function providers(
  settings: TelemetrySettings,
  losses: Record<'spans' | 'logs' | 'metrics', Losses>,
  sink: TelemetrySink | undefined,
) {
  const resource = defaultResource().merge(
    resourceFromAttributes({ 'service.version': serviceVersion, ...settings.resource }),
  )
  const { endpoint } = settings
  const meters = new FlushingMeterProvider(settings, resource, losses.metrics, sink)
  const spanProcessors =
    sink !== undefined
      ? [new SinkSpans(sink, meters)]
      : endpoint !== undefined
        ? [new SpanPipeline(settings, endpoint, meters, losses.spans)]
        : []
  const logProcessors =
    sink !== undefined
      ? [sinkLogs(sink)]
      : endpoint !== undefined
        ? [new LogPipeline(settings, endpoint, meters, losses.logs)]
        : []
  const tracers = new FlushingTracerProvider({
    resource,
    meterProvider: talliedMeters(meters),
    // A snapshot after an outage links many responses.
    spanLimits: { linkCountLimit: 1024 },
    spanProcessors,
  })
  const loggers = new LoggerProvider({
    resource,
    meterProvider: talliedMeters(meters),
    processors: logProcessors,
  })
  return { tracers, loggers, meters }
}

async function shutdown(host: Host, inOrder: readonly Provider[], limitMs: number): Promise<void> {
  const work = allInOrder(inOrder, (provider) => provider.shutdown())
  try {
    await withinLimit(work, limitMs, 'Could not hand over all telemetry')
  } catch (error) {
    // The process ends now; its own exit code must not depend on the receiver of its telemetry.
    host.print(errorText(error), 'stderr')
  }
}

/** Does something with each in turn; one that fails does not keep the next from its turn. */
async function allInOrder(
  inOrder: readonly Provider[],
  act: (provider: Provider) => Promise<void>,
): Promise<void> {
  const failures: string[] = []
  for (const provider of inOrder) {
    try {
      await act(provider)
    } catch (error) {
      failures.push(errorText(error))
    }
  }
  if (failures.length > 0) throw new Error(failures.join(' '))
}
