/** A stretch of a run's time, `fromMs` included, `toMs` not. */
export interface Window {
  fromMs: number
  toMs: number
}

export function within(atMs: number, window: Window): boolean {
  return atMs >= window.fromMs && atMs < window.toMs
}
