/** Names made of what a person says or visits. */

/** In lower case with hyphens, as recordings and episodes are named; empty if nothing is left. */
export function keyOf(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+/, '')
    .slice(0, 80)
    .replace(/-+$/, '')
}

/** `creator-douyin-com-2026-11-24` */
export function recordingName(url: URL, nowMs: number): string {
  return `${keyOf(url.hostname) || 'page'}-${new Date(nowMs).toISOString().slice(0, 10)}`
}
