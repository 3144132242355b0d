import type { HostFiles } from '../shared/host.ts'

export type Stream = 'stdout' | 'stderr'
export const streams: readonly Stream[] = ['stdout', 'stderr']

const keptLines = 1000
const maxFileBytes = 5_000_000
/** A line longer than this is cut; a log is not a place for payloads. */
const maxLineLength = 20_000

/** The output of one worker process: its last lines in memory, more of them in a file. */
export class WorkerLogs {
  readonly #files: HostFiles
  readonly #workerId: string
  readonly #lines: Record<Stream, string[]> = { stdout: [], stderr: [] }

  constructor(files: HostFiles, workerId: string) {
    this.#files = files
    this.#workerId = workerId
  }

  add(stream: Stream, line: string): void {
    const entry = `${new Date().toISOString()} ${line.slice(0, maxLineLength)}`
    const lines = this.#lines[stream]
    lines.push(entry)
    if (lines.length > keptLines) lines.shift()
    this.#files.append(`logs/${this.#workerId}-${stream}.log`, `${entry}\n`, {
      maxBytes: maxFileBytes,
    })
  }

  /** The last lines, oldest first. */
  tail(stream: Stream, count: number): string[] {
    return count === 0 ? [] : this.#lines[stream].slice(-count)
  }
}
