import type { Exchange } from './recording.ts'

const statuses: ReadonlySet<number> = new Set([301, 302, 303, 307, 308])

/** Where an answer sends the browser on to; undefined if it does not. */
export function redirectTarget({
  status,
  headers,
  url,
}: Pick<Exchange, 'status' | 'headers' | 'url'>): URL | undefined {
  if (!statuses.has(status)) return undefined
  const [, location] = headers.find(([name]) => name.toLowerCase() === 'location') ?? []
  return (location === undefined ? null : URL.parse(location, url.href)) ?? undefined
}
