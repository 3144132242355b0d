/** Milliseconds since 1970, with fractions. */
export function wallNowMs(): number {
  return performance.timeOrigin + performance.now()
}
