/** What stands between the traffic as it was and the recording: nothing private passes. */
import { RecordingError } from '../recording-error.ts'
import type { Scrubber } from './finish.ts'

/** The two halves of `harness/replay/scrub/`. */
export interface ScrubParts {
  scrubHar(
    har: unknown,
    options: { key: string },
  ): { har: unknown; replaced: Readonly<Record<string, number>> }
  findPrivate(har: unknown): readonly { kind: string; place: string; shown: string }[]
}

/** So many places are shown of what is still private. */
const shownPlaces = 10

/** @param key the same key replaces the same by the same, in other recordings too */
export function makeScrubber(parts: ScrubParts, key: string): Scrubber {
  return (har) => {
    const scrubbed = parts.scrubHar(har, { key })
    const found = parts.findPrivate(scrubbed.har)
    if (found.length > 0) throw new PrivateError(found)
    return scrubbed
  }
}

/** Something private was left. */
export class PrivateError extends RecordingError {
  constructor(found: ReturnType<ScrubParts['findPrivate']>) {
    const places = found
      .slice(0, shownPlaces)
      .map(({ kind, place, shown }) => `  ${kind} at ${place}: ${shown}`)
    const more = found.length - places.length
    if (more > 0) places.push(`  and ${more} more`)
    super(
      `The recording still holds something that looks private, so it is not written:\n${places.join('\n')}`,
    )
  }
}
