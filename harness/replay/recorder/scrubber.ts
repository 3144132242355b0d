/** What stands between the traffic as it was and the recording: nothing private passes. */
import { z } from 'zod'
import { RecordingError } from '../recording-error.ts'
import type { Allowance } from '../scrub/allowed.ts'
import type { PrivateFinding } from '../scrub/find-private.ts'
import type { ScrubOptions } from '../scrub/scrub-har.ts'
import type { Scrubbed, Scrubber } from './finish.ts'

/** The two halves of `harness/replay/scrub/`. */
export interface ScrubParts {
  scrubHar(har: unknown, options: ScrubOptions): Scrubbed | Promise<Scrubbed>
  findPrivate(har: unknown, allow?: Allowance): readonly Found[] | Promise<readonly Found[]>
}
type Found = Pick<PrivateFinding, 'kind' | 'place' | 'shown' | 'field'>

/** So many places are shown of what is still private. */
const shownPlaces = 10

/** @param cookies values that the browser held; what is a secret among them must not be left */
export function makeScrubber(
  parts: ScrubParts,
  options: ScrubOptions,
  cookies: readonly string[] = [],
): Scrubber {
  return async (har) => {
    const scrubbed = await parts.scrubHar(har, options)
    const found = [
      ...(await parts.findPrivate(scrubbed.har, options.allow)),
      ...findCookies(scrubbed.har, cookies),
    ]
    if (found.length > 0) throw new PrivateError(found)
    return scrubbed
  }
}

/** A cookie shorter than this, or a number, says something of the page and lets nobody in. */
const shortestSecret = 16

const harWithEntries = z.object({
  log: z.object({ entries: z.array(z.looseObject({ request: z.object({ url: z.string() }) })) }),
})

/** Values of cookies that pages or answers repeat, which no sign would tell from any other text. */
function findCookies(har: unknown, cookies: readonly string[]): Found[] {
  const secrets = cookies.filter((value) => value.length >= shortestSecret && !/^\d+$/.test(value))
  if (secrets.length === 0) return []
  return harWithEntries.parse(har).log.entries.flatMap((entry, index) => {
    const text = JSON.stringify(entry)
    const left = secrets.find((value) => text.includes(JSON.stringify(value).slice(1, -1)))
    if (left === undefined) return []
    const place = `entry ${index}, ${new URL(entry.request.url).host}, the value of a cookie`
    return [{ kind: 'cookie', place, shown: `${left.slice(0, 2)}…`, field: 'cookie' }]
  })
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
