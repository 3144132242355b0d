import type { ReportSpan } from '../../model.ts'

const bins = 300
const height = 20

/** Spans begun per slice of the run on one host, as two outlines: all, and those in error. */
export interface Activity {
  all: string
  errors: string
  viewBox: string
}

/** One outline pair per host. The height is the square root of the count, so that one shows beside 100. */
export function activityOf(spans: ReportSpan[], totalMs: number): Map<string, Activity> {
  const hosts = new Map<string, { all: number[]; errors: number[] }>()
  for (const span of spans) {
    const counts = hosts.get(span.host) ?? { all: [], errors: [] }
    hosts.set(span.host, counts)
    const bin = Math.min(bins - 1, Math.max(0, Math.floor((span.startMs / totalMs) * bins)))
    counts.all[bin] = (counts.all[bin] ?? 0) + 1
    if (span.status === 'error') counts.errors[bin] = (counts.errors[bin] ?? 0) + 1
  }
  const most = [...hosts.values()].reduce((peak, { all }) => {
    return all.reduce((higher, size) => Math.max(higher, size), peak)
  }, 1)
  const viewBox = `0 0 ${bins} ${height}`
  return new Map(
    [...hosts].map(([host, { all, errors }]) => [
      host,
      { all: outline(all, most), errors: outline(errors, most), viewBox },
    ]),
  )
}

function outline(counts: number[], most: number): string {
  let path = ''
  counts.forEach((size, bin) => {
    const top = height - Math.max(2, Math.sqrt(size / most) * height)
    path += `M${bin} ${height}V${top.toFixed(1)}h1V${height}z`
  })
  return path
}
