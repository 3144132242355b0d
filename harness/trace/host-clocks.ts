/**
 * From what hosts said it was to when it was. Spans and logs bear the wall clock of their host; where
 * the world says that this clock was wrong (entries of kind `clock`), their true times follow. A clock
 * that was set back says some times twice; but a process hands over in the order in which things
 * ended, and nothing that is still to come.
 */
import type { ClockEntry } from '../journal/entry.ts'
import type { Log, Span } from './span.ts'

/** A clock of whole milliseconds, in a stretch that begins or ends within one. */
const toleranceMs = 2

/** A stretch of a host's time in which its clock was wrong in one way. */
interface Stretch {
  fromMs: number
  toMs: number
  aheadMs: number
  /** Wall milliseconds in a true one. */
  rate: number
}

export class HostClocks {
  readonly #stretches = new Map<string, Stretch[]>()
  /** The true end of the last span and log of each process. */
  readonly #lastMs = new Map<string, number>()
  /**
   * Whether spans and logs come in the moment they end. Then what comes after a clock was changed
   * also ended after it, and what it says is clear.
   */
  direct = false

  note({ at, host, aheadMs, ppm }: ClockEntry): void {
    const open = { toMs: Number.POSITIVE_INFINITY }
    const right = { ...open, fromMs: Number.NEGATIVE_INFINITY, aheadMs: 0, rate: 1 }
    const stretches = this.#stretches.get(host) ?? [right]
    this.#stretches.set(host, stretches)
    const last = stretches.at(-1)
    if (last) last.toMs = at
    stretches.push({ ...open, fromMs: at, aheadMs, rate: 1 + ppm / 1e6 })
  }

  /**
   * @param span as its process said; the steady clock counted from its start on, so whatever was
   * done to the wall clock meanwhile does not show in it.
   * @param seenMs the true time of the last thing known when it arrived
   */
  trueSpan(span: Span, host: string, seenMs: number): Span {
    const stretches = this.#stretches.get(host)
    if (stretches === undefined) return span
    const shiftOf = (stretch: Stretch) => {
      const startMs = trueMs(stretch, span.startMs)
      return (wallMs: number) => startMs + (wallMs - span.startMs) / stretch.rate
    }
    const stretch = this.#choose(
      `spans ${span.instance}`,
      stretches.filter(
        (s) => holds(s, trueMs(s, span.startMs)) && this.#mayEnd(stretches, shiftOf(s)(span.endMs)),
      ),
      (s) => shiftOf(s)(span.endMs),
      seenMs,
    )
    const shift = shiftOf(stretch ?? nearest(stretches, span.startMs))
    return {
      ...span,
      startMs: shift(span.startMs),
      endMs: shift(span.endMs),
      events: span.events.map((event) => ({ ...event, atMs: shift(event.atMs) })),
    }
  }

  trueLog(log: Log, host: string, seenMs: number): Log {
    const stretches = this.#stretches.get(host)
    if (stretches === undefined) return log
    const stretch = this.#choose(
      `logs ${log.instance}`,
      stretches.filter(
        (s) => holds(s, trueMs(s, log.atMs)) && this.#mayEnd(stretches, trueMs(s, log.atMs)),
      ),
      (s) => trueMs(s, log.atMs),
      seenMs,
    )
    return { ...log, atMs: trueMs(stretch ?? nearest(stretches, log.atMs), log.atMs) }
  }

  #mayEnd(stretches: readonly Stretch[], endMs: number): boolean {
    return !this.direct || endMs >= (stretches.at(-1)?.fromMs ?? 0) - toleranceMs
  }

  /** The first stretch, or a later one that the order of things speaks for. */
  #choose(
    chain: string,
    fitting: readonly Stretch[],
    endOf: (stretch: Stretch) => number,
    seenMs: number,
  ): Stretch | undefined {
    const lastMs = this.#lastMs.get(chain) ?? Number.NEGATIVE_INFINITY
    const inOrder = fitting.filter((stretch) => endOf(stretch) >= lastMs - toleranceMs)
    const chosen =
      inOrder.findLast((stretch) => endOf(stretch) <= seenMs) ?? inOrder[0] ?? fitting[0]
    if (chosen) this.#lastMs.set(chain, Math.max(lastMs, endOf(chosen)))
    return chosen
  }
}

function trueMs({ fromMs, aheadMs, rate }: Stretch, wallMs: number): number {
  if (fromMs === Number.NEGATIVE_INFINITY) return wallMs
  return fromMs + (wallMs - fromMs - aheadMs) / rate
}

function holds({ fromMs, toMs }: Stretch, atMs: number): boolean {
  return atMs >= fromMs - toleranceMs && atMs < toMs + toleranceMs
}

/** For a time that the clock never showed, which only rounding can bring about. */
function nearest(stretches: readonly Stretch[], wallMs: number): Stretch {
  const distance = (s: Stretch) => {
    const atMs = trueMs(s, wallMs)
    return Math.max(s.fromMs - atMs, atMs - s.toMs, 0)
  }
  return stretches.reduce((best, s) => (distance(s) <= distance(best) ? s : best))
}
