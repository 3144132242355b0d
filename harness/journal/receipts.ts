import type { ReceiptEntry } from './entry.ts'
import type { Signal } from './otlp.ts'

/** Counts what came without a request, by signal and process, until it is receipted. */
export class Receipts {
  readonly #counts = new Map<Signal, Map<string, number>>()

  add(signal: Signal, instance: string, count: number): void {
    const ofSignal = this.#counts.get(signal) ?? new Map<string, number>()
    this.#counts.set(signal, ofSignal)
    ofSignal.set(instance, (ofSignal.get(instance) ?? 0) + count)
  }

  /** What came since last asked; there were no bytes on a wire. */
  take(atMs: number): ReceiptEntry[] {
    const receipts = [...this.#counts].map(
      ([signal, counts]): ReceiptEntry => ({
        at: atMs,
        kind: 'receipt',
        signal,
        counts: Object.fromEntries(counts),
        bytes: 0,
      }),
    )
    this.#counts.clear()
    return receipts
  }
}
