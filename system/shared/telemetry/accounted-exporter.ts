import type { SpanExporter } from '@opentelemetry/sdk-trace'
import { errorText } from '../errors.ts'
import type { Losses } from './losses.ts'

/** The outcome of an export: `code` 0 is success. */
type ExportResult = Parameters<Parameters<SpanExporter['export']>[1]>[0]

interface Exporter<T> {
  export(items: T, done: (result: ExportResult) => void): void
  forceFlush?(): Promise<void>
  shutdown(): Promise<void>
}

const success = 0
const failed = 1

/**
 * Stands before an exporter and keeps account of it: which exports are still under way, and how
 * many records failed. The SDK's own flush neither waits for an export that is already in flight
 * nor says what an earlier one lost.
 */
export class AccountedExporter<T> {
  readonly #inner: Exporter<T>
  readonly #losses: Losses
  readonly #countOf: (items: T) => number
  readonly #underWay = new Set<Promise<void>>()

  constructor(inner: Exporter<T>, losses: Losses, countOf: (items: T) => number) {
    this.#inner = inner
    this.#losses = losses
    this.#countOf = countOf
  }

  export(items: T, done: (result: ExportResult) => void): void {
    const count = this.#countOf(items)
    const settled = Promise.withResolvers<void>()
    this.#underWay.add(settled.promise)
    const finish = (result: ExportResult): void => {
      if (result.code !== success) this.#losses.add(count, errorText(result.error ?? 'unknown'))
      this.#underWay.delete(settled.promise)
      settled.resolve()
      done(result)
    }
    try {
      this.#inner.export(items, finish)
    } catch (error) {
      finish({ code: failed, error: error instanceof Error ? error : new Error(String(error)) })
    }
  }

  /** Resolves once no export is under way. */
  async forceFlush(): Promise<void> {
    while (this.#underWay.size > 0) await Promise.all(this.#underWay)
  }

  async shutdown(): Promise<void> {
    await this.forceFlush()
    await this.#inner.shutdown()
  }
}
