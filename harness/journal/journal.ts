/**
 * The record of a run while it is being written: JSON lines in one file, in the order in which
 * the harness learned of things. Every line is on disk when `append` returns, so a crash of the
 * harness loses nothing that had been seen; listeners hear of each line right after.
 */
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Entry } from './entry.ts'
import type { OtlpLogs, OtlpMetrics, OtlpTraces } from './otlp.ts'

export type JournalLine = OtlpTraces | OtlpLogs | OtlpMetrics | { glassbox: Entry }

export class Journal implements Disposable {
  readonly file: string
  readonly #descriptor: number
  readonly #listeners = new Set<(line: JournalLine) => void>()
  #open = true

  constructor(file: string) {
    mkdirSync(dirname(file), { recursive: true })
    this.file = file
    this.#descriptor = openSync(file, 'ax')
  }

  /** Adds an entry of the harness's own. */
  append(entry: Entry): void {
    this.appendLine({ glassbox: entry })
  }

  appendLine(line: JournalLine): void {
    if (!this.#open) {
      throw new Error(`Could not write to the journal ${this.file}: it is closed already.`)
    }
    writeSync(this.#descriptor, `${JSON.stringify(line)}\n`)
    for (const listener of this.#listeners) listener(line)
  }

  /** Calls back for each line appended from now on, until the result is called. */
  onLine(listener: (line: JournalLine) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  [Symbol.dispose](): void {
    if (!this.#open) return
    this.#open = false
    closeSync(this.#descriptor)
  }
}
