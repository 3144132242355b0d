/**
 * All that is known of a run, put in order: built line by line from its journal, while the run
 * goes on or long after, and only ever asked questions. Where the clock of a host was wrong on
 * purpose, its spans and logs have their true times here.
 */
import type { Entry } from '../journal/entry.ts'
import type { JournalLine } from '../journal/journal.ts'
import type { MetricPoint } from '../journal/telemetry.ts'
import { decodeLogs, decodeMetrics, decodeSpans } from './decode.ts'
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
  readonly #spansByName = new Map<string, Span[]>()
  readonly #spansByInstance = new Map<string, Span[]>()
  readonly #byId = new SpanIndex(this.spans, (index: Map<string, Span>, span) => {
    index.set(span.spanId, span)
  })
  readonly #children = new SpanIndex(this.spans, (index: Map<string, Span[]>, span) => {
    if (span.parentSpanId) put(index, span.parentSpanId, span)
  })
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
    if (this.#answers.size > 0) this.#answers.clear()
    if ('glassbox' in line) {
      this.#addEntry(line.glassbox)
      return
    }
    if ('span' in line) {
      this.#addSpan(line.span)
      return
    }
    if ('log' in line) {
      this.#addLog(line.log)
      return
    }
    for (const span of decodeSpans(line)) this.#addSpan(span)
    for (const log of decodeLogs(line)) this.#addLog(log)
    for (const point of decodeMetrics(line)) {
      const key = JSON.stringify([point.instance, point.name, point.attributes])
      this.#metrics.set(key, point)
    }
  }

  #addEntry(entry: Entry): void {
    put(this.#entries, entry.kind, entry)
    if (entry.kind === 'process') this.#hosts.set(entry.instance, entry.host)
    if (entry.kind === 'run') this.#clocks.direct = entry.direct ?? false
    if (entry.kind === 'clock') this.#clocks.note(entry)
    this.#entriesMs = Math.max(this.#entriesMs, entry.at)
    this.#seen(entry.at)
  }

  #addLog(said: Log): void {
    const log = this.#clocks.trueLog(said, this.hostOf(said.instance), this.#entriesMs)
    this.logs.push(log)
    this.#seen(log.atMs)
  }

  #addSpan(said: Span): void {
    const span = this.#clocks.trueSpan(said, this.hostOf(said.instance), this.#entriesMs)
    this.spans.push(span)
    put(this.#spansByName, span.name, span)
    put(this.#spansByInstance, span.instance, span)
    this.#seen(span.endMs)
  }

  #seen(atMs: number): void {
    if (atMs > this.lastMs) this.lastMs = atMs
  }

  /** In the order in which the harness learned of them. It goes on growing while the run does. */
  entries<K extends Kind>(kind: K): readonly EntryOf<K>[] {
    // Under a kind the map only ever holds entries of that kind; asked for at every turn, so it is
    // not copied.
    return (this.#entries.get(kind) ?? none) as EntryOf<K>[]
  }

  get metrics(): MetricPoint[] {
    return [...this.#metrics.values()]
  }

  span(spanId: string): Span | undefined {
    return this.#byId.get(spanId)
  }

  children(span: Span): readonly Span[] {
    return this.#children.get(span.spanId) ?? none
  }

  /** In the order in which they came in, as `spans`; it goes on growing while the run does. */
  spansNamed(name: string): readonly Span[] {
    return this.#spansByName.get(name) ?? none
  }

  /** All spans of one process. */
  spansOf(instance: string): readonly Span[] {
    return this.#spansByInstance.get(instance) ?? none
  }

  /** Every process that any span came from. */
  get instances(): readonly string[] {
    return [...this.#spansByInstance.keys()]
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

/** Made when first asked, and kept up with what came in since: a healthy run asks for little. */
class SpanIndex<V> {
  readonly #spans: readonly Span[]
  readonly #take: (index: Map<string, V>, span: Span) => void
  readonly #index = new Map<string, V>()
  #read = 0

  constructor(spans: readonly Span[], take: (index: Map<string, V>, span: Span) => void) {
    this.#spans = spans
    this.#take = take
  }

  get(key: string): V | undefined {
    for (; this.#read < this.#spans.length; this.#read += 1) {
      const span = this.#spans[this.#read]
      if (span) this.#take(this.#index, span)
    }
    return this.#index.get(key)
  }
}

const none: readonly never[] = []

function put<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key)
  if (list) list.push(value)
  else lists.set(key, [value])
}
