import type { MeterProvider } from '@opentelemetry/api'
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-http'
import {
  BatchLogRecordProcessor,
  type LogRecordProcessor,
  type ReadableLogRecord,
} from '@opentelemetry/sdk-logs'
import { AccountedExporter } from './accounted-exporter.ts'
import { type Losses, watchDrops } from './losses.ts'
import { settled } from './span-pipeline.ts'
import { otlpConnection, type TelemetrySettings } from './telemetry-settings.ts'

/** The SDK's batch processor for logs, with a flush that is one (see SpanPipeline). */
export class LogPipeline implements LogRecordProcessor {
  readonly #exporter: AccountedExporter<ReadableLogRecord[]>
  readonly #processor: BatchLogRecordProcessor
  readonly #losses: Losses
  #flushing: Promise<void> = Promise.resolve()

  constructor(
    settings: TelemetrySettings,
    endpoint: string,
    meters: MeterProvider,
    losses: Losses,
  ) {
    this.#losses = losses
    const otlp = new OTLPLogExporter({
      url: `${endpoint}/v1/logs`,
      ...otlpConnection(settings),
      concurrencyLimit: Math.ceil(settings.maxQueueSize / settings.maxBatchSize) + 2,
      selfObsMeterProvider: meters,
    })
    this.#exporter = new AccountedExporter(otlp, losses, (records) => records.length)
    this.#processor = new BatchLogRecordProcessor({
      exporter: this.#exporter,
      maxQueueSize: settings.maxQueueSize,
      maxExportBatchSize: settings.maxBatchSize,
      scheduledDelayMillis: settings.logDelayMs,
      selfObsMeterProvider: watchDrops(meters, losses),
    })
  }

  onEmit(...args: Parameters<LogRecordProcessor['onEmit']>): void {
    this.#processor.onEmit(args[0])
  }

  /** One flush after the other: the SDK's returns at once while another one runs. */
  async forceFlush(): Promise<void> {
    const turn = this.#flushing.then(async () => {
      await settled(this.#processor.forceFlush())
      await this.#exporter.forceFlush()
    })
    this.#flushing = turn
    await turn
    this.#losses.throwAndPrint()
  }

  async shutdown(): Promise<void> {
    await this.#flushing
    await settled(this.#processor.shutdown())
    await this.#exporter.forceFlush()
    this.#losses.throwIfAny()
  }
}
