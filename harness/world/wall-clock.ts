/** The time of the real world; finer than `Date.now()`, and the same when a simulation fakes it. */
const { timeOrigin } = performance
const now = performance.now.bind(performance)

export function wallNowMs(): number {
  return timeOrigin + now()
}
