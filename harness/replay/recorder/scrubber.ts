/** What stands between the traffic as it was and the recording: nothing private passes. */
import { RecordingError } from '../recording-error.ts'
import type { Allowance } from '../scrub/allowed.ts'
import type { PrivateFinding } from '../scrub/find-private.ts'
import type { ScrubOptions } from '../scrub/scrub-har.ts'
import type { Scrubber } from './finish.ts'

/** The two halves of `harness/replay/scrub/`. */
export interface ScrubParts {
  scrubHar(
    har: unknown,
    options: ScrubOptions,
  ): { har: unknown; replaced: Readonly<Record<string, number>> }
  findPrivate(har: unknown, allow?: Allowance): readonly Found[]
}
type Found = Pick<PrivateFinding, 'kind' | 'place' | 'shown' | 'field'>

/** So many places are shown of what is still private. */
const shownPlaces = 10

export function makeScrubber(parts: ScrubParts, options: ScrubOptions): Scrubber {
  return (har) => {
    const scrubbed = parts.scrubHar(har, options)
    const found = parts.findPrivate(scrubbed.har, options.allow)
    if (found.length > 0) throw new PrivateError(found)
    return scrubbed
  }
}

/** Something private was left. */
export class PrivateError extends RecordingError {
  constructor(found: readonly Found[]) {
    const places = found
      .slice(0, shownPlaces)
      .map(({ kind, place, shown, field }) => `  ${kind} at ${place}: ${shown} (field ${field})`)
    const more = found.length - places.length
    if (more > 0) places.push(`  and ${more} more`)
    super(
      `The recording still holds something that looks private, so it is not written:\n${places.join('\n')}`,
    )
  }
}
