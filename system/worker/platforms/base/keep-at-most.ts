/** Makes room for one more by letting go of the oldest. */
export function keepAtMost<T>(map: Map<string, T>, most: number): Map<string, T> {
  const [oldest] = map.keys()
  if (map.size >= most && oldest !== undefined) map.delete(oldest)
  return map
}
