/** For a request without an answer: the recorded address that comes closest, as a hint. */

/**
 * The recorded address nearest to `url`: on the same host, the one that shares the longest beginning
 * of the path, then the most parameters. Undefined when no address of that host was recorded.
 */
export function nearestAddress(url: URL, recorded: Iterable<URL>): URL | undefined {
  let best: URL | undefined
  let bestScore = -1
  for (const candidate of recorded) {
    if (candidate.host !== url.host) continue
    const score = likeness(url, candidate)
    if (score <= bestScore) continue
    best = candidate
    bestScore = score
  }
  return best
}

function likeness(a: URL, b: URL): number {
  const partsA = a.pathname.split('/')
  const partsB = b.pathname.split('/')
  const firstDifference = partsA.findIndex((part, place) => part !== partsB[place])
  const shared = firstDifference === -1 ? partsA.length : firstDifference
  const exact = a.pathname === b.pathname ? 1 : 0
  const parameters = [...a.searchParams].filter(
    ([name, value]) => b.searchParams.get(name) === value,
  )
  return shared * 10_000 + exact * 5_000 + Math.min(parameters.length, 4_999)
}
