import { currentLife } from './life.ts'

/** Something by which code meets the simulation: it asks the time, draws, waits, writes. */
export interface LoggedCall {
  kind: string
  host: string
  life: number
  /** What came out of it, or went in; must be the same in every run of a seed. */
  detail: string
  /** Where it was made; only inside the window. */
  stack?: string
}

/**
 * All calls of a run in order, to be compared with those of another. Stacks are dear, so they are
 * taken only of calls in a window, which a second pass knows.
 */
export class CallLog {
  readonly calls: LoggedCall[] = []
  readonly #from: number
  readonly #to: number

  /** @param window indices of calls, the last one not included */
  constructor(window: { from: number; to: number } = { from: 0, to: 0 }) {
    this.#from = window.from
    this.#to = window.to
  }

  note(kind: string, detail: string): void {
    const life = currentLife()
    // What runs in no host sets up the simulation, and loads libraries in its first run only.
    if (life === undefined) return
    const index = this.calls.length
    this.calls.push({
      kind,
      host: life.hostName,
      life: life.number,
      detail,
      ...(index >= this.#from && index < this.#to ? { stack: stackHere() } : {}),
    })
  }
}

/** Without the head, the kernel's frames and Node's. */
function stackHere(): string {
  const frames = String(new Error().stack).split('\n').slice(1)
  return frames
    .filter((frame) => !/\/simulation\/kernel\/(?!testing\/)|\bnode:/.test(frame))
    .join('\n')
}
