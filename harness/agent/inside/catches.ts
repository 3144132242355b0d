import { describeError, type ErrorText, nameError } from './describe-error.ts'
import { activeSpan } from './open-telemetry.ts'
import { wallClock } from './wall-clock.ts'

/** What a probed catch clause holds while it runs. */
export interface Clause {
  /** The clause throws, the same error or another. */
  rethrown(error: unknown): void
  /** The clause is left, in whatever way. */
  left(): void
}

type Outcome = 'rethrown' | 'continued'

/** Each clause is reported one by one so many times, with stacks; then it is counted. */
const oneByOne = 20
/** Different errors that are counted apart at one clause, between two reports. */
const mostCounted = 50

interface Place {
  file: string
  line: number
  function?: string
  fault?: string
}

interface Sum {
  at: number
  leftAt: number
  outcome: Outcome
  count: number
  error: ErrorText
  place: Place
}

/**
 * Every exception that a catch clause of the system caught. A clause is reported when it is
 * entered, and again when it is left (in one line if it was left at once), so that a process
 * that dies inside the clause has still told of it. Totals are always true: what is beyond the
 * first reports is summed and sent every so often, at a flush and at the end.
 */
export class Catches {
  readonly #send: (line: object) => void
  readonly #soon: (work: () => void) => void
  readonly #shorten: (text: string) => string
  readonly #now: () => number
  readonly #fired = new Map<string, number>()
  readonly #reachedFaults = new Set<string>()
  #sums = new Map<string, Sum>()
  #waiting: { line: Record<string, unknown>; sent: boolean }[] = []
  #openCounted = 0
  #lastId = 0

  constructor(
    send: (line: object) => void,
    soon: (work: () => void) => void,
    shorten: (text: string) => string,
    now: () => number = wallClock,
  ) {
    this.#send = send
    this.#soon = soon
    this.#shorten = shorten
    this.#now = now
  }

  caught(error: unknown, place: Place): Clause {
    if (place.fault) this.reached(place.fault)
    const key = `${place.file}:${place.line}`
    const fired = (this.#fired.get(key) ?? 0) + 1
    this.#fired.set(key, fired)
    return fired <= oneByOne ? this.#reported(error, place) : this.#counted(error, place)
  }

  /** Says once that planted code was executed. */
  reached(fault: string): void {
    if (this.#reachedFaults.has(fault)) return
    this.#reachedFaults.add(fault)
    this.#send({ kind: 'reached', at: this.#now(), fault })
  }

  /** Hands over everything that waits. */
  sendAll(): void {
    const waiting = this.#waiting
    this.#waiting = []
    for (const report of waiting) {
      report.sent = true
      this.#send(report.line)
    }
    const sums = this.#sums
    this.#sums = new Map()
    for (const { place, ...sum } of sums.values()) this.#send({ kind: 'summed', ...place, ...sum })
  }

  /** Clauses that were entered after the first reports of their place and not left yet. */
  get openCounted(): number {
    return this.#openCounted
  }

  #reported(error: unknown, place: Place): Clause {
    const id = ++this.#lastId
    const line: Record<string, unknown> = {
      kind: 'caught',
      id,
      at: this.#now(),
      ...place,
      error: describeError(error, this.#shorten),
      ...activeSpan(),
    }
    const report = { line, sent: false }
    if (this.#waiting.push(report) === 1) this.#soon(() => this.sendAll())
    let outcome: Outcome = 'continued'
    return {
      rethrown: () => {
        outcome = 'rethrown'
      },
      left: () => {
        const leftAt = this.#now()
        if (report.sent) this.#send({ kind: 'left', id, outcome, leftAt })
        else Object.assign(line, { outcome, leftAt })
      },
    }
  }

  #counted(error: unknown, place: Place): Clause {
    const at = this.#now()
    let outcome: Outcome = 'continued'
    this.#openCounted++
    return {
      rethrown: () => {
        outcome = 'rethrown'
      },
      left: () => {
        this.#openCounted--
        this.#add(at, outcome, nameError(error), place)
      },
    }
  }

  #add(at: number, outcome: Outcome, error: ErrorText, place: Place): void {
    const key = (message: string) =>
      `${place.file}:${place.line} ${outcome} ${error.type}: ${message}`
    // Past the limit the rest of this type is one sum, with no message of its own.
    const full = this.#sums.size >= mostCounted && !this.#sums.has(key(error.message))
    const message = full ? '' : error.message
    const sum = this.#sums.get(key(message))
    if (sum) {
      sum.count++
      sum.leftAt = this.#now()
    } else {
      const named = { type: error.type, message }
      this.#sums.set(key(message), {
        at,
        leftAt: this.#now(),
        outcome,
        count: 1,
        error: named,
        place,
      })
    }
  }
}
