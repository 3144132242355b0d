/**
 * All that is known of a run, put in order: built line by line from its journal, while the run
 * goes on or long after, and only ever asked questions. Where the clock of a host was wrong on
 * purpose, its spans and logs have their true times here.
 */
import type { Entry } from '../journal/entry.ts'
import type { JournalLine } from '../journal/journal.ts'
import { decodeLogs, decodeMetrics, decodeSpans, type MetricPoint } from './decode.ts'
import { HostClocks } from './host-clocks.ts'
import type { Log, Span } from './span.ts'

type Kind = Entry['kind']
type EntryOf<K extends Kind> = Extract<Entry, { kind: K }>

export class RunRecord {
  readonly spans: Span[] = []
  readonly logs: Log[] = []
  /** The latest point of every series: process, name and attributes. */
  readonly #metrics = new Map<string, MetricPoint>()
  readonly #entries = new Map<Kind, Entry[]>()
  readonly #spansById = new Map<string, Span>()
  readonly #children = new Map<string, Span[]>()
  readonly #hosts = new Map<string, string>()
  readonly #clocks = new HostClocks()
  /** When the last entry was about. */
  #entriesMs = 0
  readonly #answers = new Map<(record: RunRecord) => unknown, unknown>()
  /** When the last line was about, as far as its own time tells. */
  lastMs = 0

  static from(lines: Iterable<JournalLine>): RunRecord {
    const record = new RunRecord()
    for (const line of lines) record.add(line)
    return record
  }

  /**
   * The answer to a question that is asked again and again; worked out once for all that is known
   * so far.
   */
  answer<T>(question: (record: RunRecord) => T): T {
    const known = this.#answers.get(question)
    // The map only ever holds, for a question, what that very question answered.
    if (known !== undefined) return known as T
    const answer = question(this)
    this.#answers.set(question, answer)
    return answer
  }

  add(line: JournalLine): void {
    this.#answers.clear()
    if ('glassbox' in line) {
      this.#addEntry(line.glassbox)
      return
    }
    for (const span of decodeSpans(line)) {
      this.#addSpan(this.#clocks.trueSpan(span, this.hostOf(span.instance), this.#entriesMs))
    }
    for (const said of decodeLogs(line)) {
      const log = this.#clocks.trueLog(said, this.hostOf(said.instance), this.#entriesMs)
      this.logs.push(log)
      this.#seen(log.atMs)
    }
    for (const point of decodeMetrics(line)) {
      const key = JSON.stringify([point.instance, point.name, point.attributes])
      this.#metrics.set(key, point)
    }
  }

  #addEntry(entry: Entry): void {
    const list = this.#entries.get(entry.kind)
    if (list) list.push(entry)
    else this.#entries.set(entry.kind, [entry])
    if (entry.kind === 'process') this.#hosts.set(entry.instance, entry.host)
    if (entry.kind === 'clock') this.#clocks.note(entry)
    this.#entriesMs = Math.max(this.#entriesMs, entry.at)
    this.#seen(entry.at)
  }

  #addSpan(span: Span): void {
    this.spans.push(span)
    this.#spansById.set(span.spanId, span)
    if (span.parentSpanId) {
      const siblings = this.#children.get(span.parentSpanId)
      if (siblings) siblings.push(span)
      else this.#children.set(span.parentSpanId, [span])
    }
    this.#seen(span.endMs)
  }

  #seen(atMs: number): void {
    if (atMs > this.lastMs) this.lastMs = atMs
  }

  entries<K extends Kind>(kind: K): EntryOf<K>[] {
    const isKind = (entry: Entry): entry is EntryOf<K> => entry.kind === kind
    return (this.#entries.get(kind) ?? []).filter(isKind)
  }

  get metrics(): MetricPoint[] {
    return [...this.#metrics.values()]
  }

  span(spanId: string): Span | undefined {
    return this.#spansById.get(spanId)
  }

  children(span: Span): readonly Span[] {
    return this.#children.get(span.spanId) ?? []
  }

  spansNamed(name: string): Span[] {
    return this.spans.filter((span) => span.name === name)
  }

  /** The host a process ran on; a trace from elsewhere has no hosts, so the process stands for it. */
  hostOf(instance: string): string {
    return this.#hosts.get(instance) ?? instance
  }

  /** When the record begins: the run entry, else the earliest span or log. */
  get startMs(): number {
    const run = this.entries('run')[0]
    if (run) return run.at
    const times = [...this.spans.map((s) => s.startMs), ...this.logs.map((l) => l.atMs)]
    return times.length === 0 ? 0 : times.reduce((a, b) => Math.min(a, b))
  }
}
