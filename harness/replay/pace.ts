/** How fast a recording is played. */

/**
 * At once; with the pauses as they were recorded; or that many times faster than recorded (below 1:
 * slower).
 */
export type Pace = 'at once' | 'as recorded' | number

/** The longest pause of a paced answer or frame; what was recorded longer is cut to it. */
const maxPauseMs = 10 * 60_000

/**
 * How long a pause of the recording takes in replay.
 *
 * @param recordedMs milliseconds
 */
export function pausedMs(pace: Pace, recordedMs: number): number {
  if (pace === 'at once') return 0
  return Math.min(maxPauseMs, Math.max(0, recordedMs) / (pace === 'as recorded' ? 1 : pace))
}

/** @throws RangeError for a pace that is no positive number */
export function requirePace(pace: Pace): void {
  if (typeof pace !== 'number' || (Number.isFinite(pace) && pace > 0)) return
  throw new RangeError(
    `A recording cannot be played at the pace ${pace}. Give 'at once', 'as recorded', or how many ` +
      'times faster than recorded, a number above 0.',
  )
}

/** Resolves after so long, or as soon as `signal` is aborted; at once if nothing is to be waited. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return Promise.resolve()
  return new Promise((resolve) => {
    const over = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', over)
      resolve()
    }
    const timer = setTimeout(over, ms)
    signal.addEventListener('abort', over)
  })
}
