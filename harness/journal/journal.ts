/**
 * The record of a run while it is being written, in the order in which the harness learned of
 * things; listeners hear of each line at once. Kept as JSON lines in a file, or in no file at all:
 * then the listeners' record is all there is.
 *
 * Every line of the harness's own and every line of OTLP is on disk when `append` returns, so a
 * crash of the harness loses nothing that had been seen. Spans and logs that come directly (one by
 * one, in a world that can be run again) are on disk with the next such line.
 */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs'
import type { ReadableSpan } from '@opentelemetry/sdk-trace'
import { logOf, spanOf } from './direct-telemetry.ts'
import type { Entry } from './entry.ts'
import type { JournalLine, WrittenLine } from './journal-line.ts'
import type { OtlpMetrics } from './otlp.ts'
import { OtlpLines } from './otlp-lines.ts'
import { Receipts } from './receipts.ts'
import { recordsByInstance } from './record-count.ts'
import { UnservedBound } from './unserved-bound.ts'

export type { JournalLine, WrittenLine } from './journal-line.ts'

/** Whatever came directly is receipted before these, after which a run may be judged. */
const milestones: ReadonlySet<Entry['kind']> = new Set(['act', 'process', 'drain', 'problem'])

export class Journal implements Disposable {
  /** Undefined where the journal is kept in memory only. */
  readonly file: string | undefined
  readonly #descriptor: number | undefined
  readonly #listeners = new Set<(line: JournalLine) => void>()
  readonly #direct = new OtlpLines((line) => this.#write(line))
  readonly #receipts = new Receipts()
  readonly #unserved = new UnservedBound()
  #open = true

  constructor(file: string | undefined) {
    this.file = file
    if (file === undefined) return
    mkdirSync(dirname(file), { recursive: true })
    this.#descriptor = openSync(file, 'ax')
  }

  /** Adds an entry of the harness's own; of unserved requests only so many of an account. */
  append(entry: Entry): void {
    if (entry.kind === 'unserved' && !this.#unserved.takes(entry)) return
    if (milestones.has(entry.kind)) this.settle(entry.at)
    this.appendLine({ glassbox: entry })
  }

  /** Adds what is known of the unserved requests that there were too many of; at a run's end. */
  tellUnserved(): void {
    for (const entry of this.#unserved.rest()) this.appendLine({ glassbox: entry })
  }

  appendLine(line: WrittenLine): void {
    this.#refuseClosed()
    this.#direct.close()
    this.#write(line)
    this.#tell(line)
  }

  /** Takes a span that a process handed over when it ended. */
  takeSpan(span: ReadableSpan, instance: string): void {
    this.#refuseClosed()
    this.#receipts.add('traces', instance, 1)
    if (this.#descriptor !== undefined) this.#direct.addSpan(span)
    this.#tell({ span: spanOf(span, instance) })
  }

  takeLog(record: ReadableLogRecord, instance: string): void {
    this.#refuseClosed()
    this.#receipts.add('logs', instance, 1)
    if (this.#descriptor !== undefined) this.#direct.addLog(record)
    this.#tell({ log: logOf(record, instance) })
  }

  takeMetrics(metrics: OtlpMetrics): void {
    for (const [instance, count] of Object.entries(recordsByInstance(metrics))) {
      this.#receipts.add('metrics', instance, count)
    }
    this.appendLine(metrics)
  }

  /** Writes receipts for all that came directly since the last ones. */
  settle(atMs: number): void {
    for (const receipt of this.#receipts.take(atMs)) this.appendLine({ glassbox: receipt })
  }

  /** Calls back for each line from now on, until the result is called. */
  onLine(listener: (line: JournalLine) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  [Symbol.dispose](): void {
    if (!this.#open) return
    this.#direct.close()
    this.#open = false
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
  }

  #write(line: object): void {
    if (this.#descriptor !== undefined) writeSync(this.#descriptor, `${JSON.stringify(line)}\n`)
  }

  #tell(line: JournalLine): void {
    for (const listener of this.#listeners) listener(line)
  }

  #refuseClosed(): void {
    if (this.#open) return
    throw new Error(
      `Could not write to the journal ${this.file ?? 'in memory'}: it is closed already.`,
    )
  }
}
