/**
 * Where no exception speaks, the code of the broken hop is the suspect: the place that starts the
 * span of the next hop, and the one that started the last good one.
 */
import type { Finding } from '../check/finding.ts'
import type { Sources } from './source.ts'
import type { Suspect } from './suspect.ts'

export function hopSuspects(finding: Finding, sources: Sources): Suspect[] {
  const { hop, nextHop, items } = finding
  if (hop === undefined) return []
  const next = nextHop === undefined ? [] : placesOf(nextHop, sources)
  const reached = `${nextHop} begins here; ${items.length} items came as far as ${hop} and not to it.`
  return [
    ...next.map((place) => ({ ...place, reason: reached, score: 0.2 })),
    ...placesOf(hop, sources).map((place) => ({
      ...place,
      reason: `${hop} begins here and is the last place where all was well.`,
      score: 0.15,
    })),
  ]
}

/** Lines of the system that name a hop, outside the catalogue that lists them all. */
function placesOf(hop: string, sources: Sources): { file: string; line: number }[] {
  return sources
    .files()
    .filter((file) => !file.startsWith('system/shared/telemetry/'))
    .flatMap((file) => {
      const rows = (sources.text(file) ?? '').split('\n')
      const index = rows.findIndex((row) => row.includes(`'${hop}'`))
      return index < 0 ? [] : [{ file, line: index + 1 }]
    })
}
