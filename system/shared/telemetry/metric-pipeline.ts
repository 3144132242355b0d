import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-http'
import type { Resource } from '@opentelemetry/resources'
import {
  MeterProvider,
  PeriodicExportingMetricReader,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics'
import type { TelemetrySink } from '../telemetry-sink.ts'
import { AccountedExporter } from './accounted-exporter.ts'
import type { Losses } from './losses.ts'
import { SinkMetrics } from './sink-pipeline.ts'
import { otlpConnection, type TelemetrySettings } from './telemetry-settings.ts'

/** A meter provider whose flush and shutdown reject when the receiver did not take the metrics. */
export class FlushingMeterProvider extends MeterProvider {
  readonly #losses: Losses
  readonly #exporter: AccountedExporter<ResourceMetrics> | undefined

  constructor(
    settings: TelemetrySettings,
    resource: Resource,
    losses: Losses,
    sink: TelemetrySink | undefined,
  ) {
    const direct = sink !== undefined
    const exporter = direct || !settings.endpoint ? undefined : otlp(settings, losses)
    const readers = [
      ...(direct ? [new SinkMetrics(sink)] : []),
      ...(exporter === undefined ? [] : [reader(settings, exporter)]),
    ]
    super({ resource, readers })
    this.#losses = losses
    this.#exporter = exporter
  }

  override async forceFlush(): Promise<void> {
    await super.forceFlush()
    await this.#exporter?.forceFlush()
    this.#losses.throwAndPrint()
  }

  override async shutdown(): Promise<void> {
    await super.shutdown()
    this.#losses.throwIfAny()
  }
}

function otlp(settings: TelemetrySettings, losses: Losses): AccountedExporter<ResourceMetrics> {
  const exporter = new OTLPMetricExporter({
    url: `${settings.endpoint}/v1/metrics`,
    ...otlpConnection(settings),
  })
  return new AccountedExporter(exporter, losses, countPoints)
}

function reader(settings: TelemetrySettings, exporter: AccountedExporter<ResourceMetrics>) {
  return new PeriodicExportingMetricReader({
    exporter,
    exportIntervalMillis: settings.metricIntervalMs,
  })
}

function countPoints(metrics: ResourceMetrics): number {
  return metrics.scopeMetrics
    .flatMap((scope) => scope.metrics)
    .reduce((sum, metric) => sum + metric.dataPoints.length, 0)
}
