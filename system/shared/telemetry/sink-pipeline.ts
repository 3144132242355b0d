/** The SDK's ends for a TelemetrySink: nothing waits, nothing is serialised, nothing can queue. */
import type { Meter, MeterProvider } from '@opentelemetry/api'
import type { LogRecordProcessor } from '@opentelemetry/sdk-logs'
import { MetricReader } from '@opentelemetry/sdk-metrics'
import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace'
import type { TelemetrySink } from '../telemetry-sink.ts'

/**
 * Hands each span over as it ends, and counts what it handed over as an OTLP exporter does
 * (`otel.sdk.exporter.span.exported`), to be balanced against what the SDK says was ended.
 */
export class SinkSpans implements SpanProcessor {
  readonly #sink: TelemetrySink
  #exported = 0
  #ended = false

  constructor(sink: TelemetrySink, meters: MeterProvider) {
    this.#sink = sink
    exportedSpans(meters.getMeter('hiscrm-telemetry'), () => this.#exported)
  }

  onStart(): void {
    // Only ended spans are handed over.
  }

  onEnd(span: ReadableSpan): void {
    if (this.#ended) return
    this.#sink.span(span)
    this.#exported += 1
  }

  async forceFlush(): Promise<void> {
    // Nothing waits here.
  }

  async shutdown(): Promise<void> {
    this.#ended = true
  }
}

function exportedSpans(meter: Meter, count: () => number): void {
  const options = { unit: '{span}', description: 'The number of spans handed over.' }
  meter
    .createObservableCounter('otel.sdk.exporter.span.exported', options)
    .addCallback((result) => result.observe(count()))
}

/** Hands each log record over as it is written. */
export function sinkLogs(sink: TelemetrySink): LogRecordProcessor {
  return {
    onEmit: (record) => sink.log(record),
    forceFlush: async () => undefined,
    shutdown: async () => undefined,
  }
}

/** Hands all metrics over when a flush asks for them, and at the end. */
export class SinkMetrics extends MetricReader {
  readonly #sink: TelemetrySink

  constructor(sink: TelemetrySink) {
    super()
    this.#sink = sink
  }

  protected override async onForceFlush(): Promise<void> {
    const { resourceMetrics, errors } = await this.collect()
    this.#sink.metrics(resourceMetrics)
    if (errors.length > 0) throw new AggregateError(errors, 'Some metrics could not be read')
  }

  protected override async onShutdown(): Promise<void> {
    await this.onForceFlush()
  }
}
