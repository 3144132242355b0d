import type { CaughtEntry, Entry, ProcessEntry } from '../journal/entry.ts'
import type { AgentLine, CaughtLine, FlushedLine, HelloLine } from './agent-line.ts'

/** How an answer that the hub waits for ended. */
export type Answer = FlushedLine | { kind: 'pong' } | { kind: 'ended'; phase: EndPhase }
export type EndPhase = Exclude<ProcessEntry['phase'], 'started'>

/** A process under test as its agent tells of it, from hello to the end of the connection. */
export class AgentProcess {
  readonly instance: string
  readonly host: string
  readonly pid: number
  alive = true
  /** The harness is about to kill it. */
  killExpected = false
  readonly #onEntry: (entry: Entry) => void
  readonly #onProblem: (sentence: string) => void
  readonly #running = new Map<number, CaughtLine>()
  readonly #waiting = new Map<number, (answer: Answer) => void>()
  #bye: Extract<AgentLine, { kind: 'bye' }> | undefined

  constructor(
    hello: HelloLine,
    onEntry: (entry: Entry) => void,
    onProblem: (sentence: string) => void,
  ) {
    this.instance = hello.instance
    this.host = hello.host
    this.pid = hello.pid
    this.#onEntry = onEntry
    this.#onProblem = onProblem
    this.#process('started', hello.at, `${hello.node}: ${hello.argv.join(' ')}`)
  }

  take(line: AgentLine): void {
    const { instance } = this
    switch (line.kind) {
      case 'caught':
        if (line.outcome === undefined || line.leftAt === undefined)
          this.#running.set(line.id, line)
        else this.#onEntry(caughtEntry(instance, line, line.outcome, line.leftAt))
        return
      case 'left': {
        const caught = this.#running.get(line.id)
        this.#running.delete(line.id)
        if (caught) this.#onEntry(caughtEntry(instance, caught, line.outcome, line.leftAt))
        else this.#onProblem(`The agent in ${this.host} left a clause that it had not entered.`)
        return
      }
      case 'summed':
        this.#onEntry({
          ...caughtEntry(instance, line, line.outcome, line.leftAt),
          count: line.count,
        })
        return
      case 'uncaught':
        this.#onEntry({ ...line, instance })
        return
      case 'loaded':
      case 'reached': {
        const { at, kind: phase, fault } = line
        this.#onEntry({ kind: 'fault', at, fault, hosts: [this.host], phase, instance })
        return
      }
      case 'flushed':
        this.#answer(line.id, line)
        return
      case 'pong':
        this.#answer(line.id, { kind: 'pong' })
        return
      case 'problem':
        this.#onProblem(`The agent in ${this.host} says: ${line.text}`)
        return
      case 'bye':
        this.#bye = line
    }
  }

  /** Resolves with the answer to the request of this id, or with how the process ended. */
  answer(id: number): Promise<Answer> {
    return new Promise((resolve) => this.#waiting.set(id, resolve))
  }

  /** The connection is over: clauses that still ran were never left, so nobody was told. */
  end(at: number): void {
    this.alive = false
    const phase = this.#bye ? 'left' : this.killExpected ? 'killed' : 'lost'
    const endedAt = this.#bye?.at ?? at
    for (const line of this.#running.values()) {
      this.#onEntry(caughtEntry(this.instance, line, 'continued', Math.max(endedAt, line.at)))
    }
    this.#running.clear()
    this.#process(phase, endedAt, this.#bye && farewell(this.#bye))
    for (const id of this.#waiting.keys()) this.#answer(id, { kind: 'ended', phase })
  }

  #answer(id: number, answer: Answer): void {
    const resolve = this.#waiting.get(id)
    this.#waiting.delete(id)
    resolve?.(answer)
  }

  #process(phase: ProcessEntry['phase'], at: number, detail: string | undefined): void {
    const { instance, host, pid } = this
    const known = { kind: 'process' as const, at, instance, host, pid, phase }
    this.#onEntry(detail === undefined ? known : { ...known, detail })
  }
}

function caughtEntry(
  instance: string,
  line: Pick<
    CaughtLine,
    'at' | 'file' | 'line' | 'function' | 'error' | 'fault' | 'traceId' | 'spanId'
  >,
  outcome: CaughtEntry['outcome'],
  leftAt: number,
): CaughtEntry {
  const { at, error, fault, traceId, spanId } = line
  const name = line.function === undefined ? {} : { function: line.function }
  return {
    kind: 'caught',
    at,
    instance,
    site: { file: line.file, line: line.line, ...name },
    error,
    outcome,
    leftAt,
    ...(traceId === undefined ? {} : { traceId }),
    ...(spanId === undefined ? {} : { spanId }),
    ...(fault === undefined ? {} : { fault }),
  }
}

function farewell(bye: Extract<AgentLine, { kind: 'bye' }>): string {
  const parts = [`exit code ${bye.code}`]
  if (bye.openSpans) parts.push(`${bye.openSpans} spans were still open`)
  if (bye.openClauses) parts.push(`${bye.openClauses} catch clauses were still running`)
  return parts.join(', ')
}
