/** The time of the real worlds; finer than `Date.now()`. */
export function wallNowMs(): number {
  return performance.timeOrigin + performance.now()
}
