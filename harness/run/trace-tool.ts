/** Waiting for spans while they come in. */
import type { Journal } from '../journal/journal.ts'
import { type TraceTool, type UntilOptions, WaitError } from '../scenario/scenario.ts'
import type { RunRecord } from '../trace/run-record.ts'
import { itemsOf, type Span } from '../trace/span.ts'

const limitMsDefault = 20_000

export class LiveTrace implements TraceTool {
  readonly #journal: Journal
  readonly #record: RunRecord
  readonly #signal: AbortSignal
  /** Spans that ended before this do not count unless asked for: the act's begin. */
  sinceMs = 0

  /** @param record must be fed by the same journal, before this tool hears of each line. */
  constructor(journal: Journal, record: RunRecord, signal: AbortSignal) {
    this.#journal = journal
    this.#record = record
    this.#signal = signal
  }

  async until(name: string, options: UntilOptions = {}): Promise<Span> {
    const {
      where = () => true,
      item,
      sinceMs = this.sinceMs,
      times = 1,
      limitMs = limitMsDefault,
    } = options
    // Each look reads only what came in since the one before.
    let read = 0
    let seen = 0
    let found: Span | undefined
    const lookOn = (): boolean => {
      const known = this.#record.spansNamed(name)
      for (; read < known.length && found === undefined; read += 1) {
        const span = known[read]
        if (span === undefined || span.endMs < sinceMs || !where(span)) continue
        if (item !== undefined && !itemsOf(span).includes(item)) continue
        seen += 1
        if (seen === times) found = span
      }
      return found !== undefined
    }
    if (!(await this.holdsWithin(lookOn, limitMs)) || found === undefined) {
      const what = item === undefined ? name : `${name} with ${item}`
      throw new WaitError(`The story waited ${limitMs} ms for ${times} × ${what} and saw ${seen}.`)
    }
    return found
  }

  /**
   * Whether the condition came to hold after some line of the journal, within the limit.
   * @throws the reason of the run's signal, if the run is broken off meanwhile.
   */
  async holdsWithin(holds: () => boolean, limitMs: number): Promise<boolean> {
    if (holds()) return true
    this.#signal.throwIfAborted()
    return new Promise<boolean>((resolve, reject) => {
      const stop = () => {
        clearTimeout(timer)
        unsubscribe()
        this.#signal.removeEventListener('abort', abort)
      }
      const abort = () => {
        stop()
        reject(this.#signal.reason)
      }
      const timer = setTimeout(() => {
        stop()
        resolve(false)
      }, limitMs)
      const unsubscribe = this.#journal.onLine(() => {
        try {
          if (!holds()) return
          stop()
          resolve(true)
        } catch (error) {
          // The story's own question failed; whoever wrote the line has no part in it.
          stop()
          reject(error)
        }
      })
      this.#signal.addEventListener('abort', abort, { once: true })
    })
  }
}
