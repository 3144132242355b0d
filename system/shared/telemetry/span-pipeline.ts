import type { MeterProvider } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import {
  BatchSpanProcessor,
  type ReadableSpan,
  type SpanProcessor,
  TracerProvider,
  type TracerProviderOptions,
} from '@opentelemetry/sdk-trace'
import { AccountedExporter } from './accounted-exporter.ts'
import { type Losses, watchDrops } from './losses.ts'
import { otlpConnection, type TelemetrySettings } from './telemetry-settings.ts'

/**
 * The SDK's batch processor with a flush that is one: it resolves when every span that had ended
 * is with the receiver, and rejects with a sentence when one never will be.
 */
export class SpanPipeline implements SpanProcessor {
  readonly #exporter: AccountedExporter<ReadableSpan[]>
  readonly #processor: BatchSpanProcessor
  readonly #losses: Losses

  constructor(
    settings: TelemetrySettings,
    endpoint: string,
    meters: MeterProvider,
    losses: Losses,
  ) {
    this.#losses = losses
    const otlp = new OTLPTraceExporter({
      url: `${endpoint}/v1/traces`,
      ...otlpConnection(settings),
      // A flush starts all queued batches at once; past this limit the exporter drops them.
      concurrencyLimit: Math.ceil(settings.maxQueueSize / settings.maxBatchSize) + 2,
      selfObsMeterProvider: meters,
    })
    this.#exporter = new AccountedExporter(otlp, losses, (spans) => spans.length)
    this.#processor = new BatchSpanProcessor({
      exporter: this.#exporter,
      maxQueueSize: settings.maxQueueSize,
      maxExportBatchSize: settings.maxBatchSize,
      scheduledDelayMillis: settings.spanDelayMs,
      selfObsMeterProvider: watchDrops(meters, losses),
    })
  }

  onStart(...args: Parameters<SpanProcessor['onStart']>): void {
    this.#processor.onStart(...args)
  }

  onEnd(span: ReadableSpan): void {
    this.#processor.onEnd(span)
  }

  async forceFlush(): Promise<void> {
    await settled(this.#processor.forceFlush())
    await this.#exporter.forceFlush()
    this.#losses.throwAndPrint()
  }

  async shutdown(): Promise<void> {
    await settled(this.#processor.shutdown())
    await this.#exporter.forceFlush()
    this.#losses.throwIfAny()
  }
}

/** A provider whose flush rejects with one Error, where the SDK's rejects with an array. */
export class FlushingTracerProvider extends TracerProvider {
  readonly #processors: readonly SpanProcessor[]

  constructor(options: TracerProviderOptions) {
    super(options)
    this.#processors = options.spanProcessors ?? []
  }

  override async forceFlush(): Promise<void> {
    await Promise.all(this.#processors.map((processor) => processor.forceFlush()))
  }
}

/** Waits for the SDK; what failed is in the account of losses already, with its count. */
export async function settled(work: Promise<void>): Promise<void> {
  await Promise.allSettled([work])
}
