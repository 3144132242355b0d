/**
 * Milliseconds since 1970 with fractions. The function is taken when the agent starts, before the
 * system could replace its clock.
 */
const now = performance.now.bind(performance)
const origin = performance.timeOrigin

export function wallClock(): number {
  return Math.round((origin + now()) * 1000) / 1000
}
