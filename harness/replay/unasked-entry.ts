/** What a journal says at the end of a run of what nobody asked the recording for. */
import type { UnaskedEntry } from '../journal/entry.ts'
import type { Playback } from './playback.ts'
import type { Exchange, Recording } from './recording.ts'
import { stableUrl } from './request-key.ts'

/** So many are listed; the rest is counted. */
const maxListed = 100
const maxUrlLength = 2000

/** @param at milliseconds since 1970 */
export function unaskedEntry(
  at: number,
  { manifest }: Recording,
  playback: Playback,
): UnaskedEntry {
  const { reached, unasked } = playback.coverage()
  const listed = unasked.filter(isListed)
  return {
    at,
    kind: 'unasked',
    count: listed.length,
    of: reached.filter(isListed).length,
    statics: unasked.length - listed.length,
    first: listed.slice(0, maxListed).map(({ index, method, url, episode, account }) => ({
      exchange: index,
      method,
      url: stableUrl(url).slice(0, maxUrlLength),
      episode: manifest.episodes[episode - 1]?.name ?? '',
      ...(account !== undefined && { account }),
    })),
  }
}

/** What an item may be in; a browser that has a script already need not ask for it again. */
function isListed({ isDocument, isApi, frames }: Exchange): boolean {
  return isDocument || isApi || frames !== undefined
}
