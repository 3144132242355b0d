/** What a journal says of a request that was answered, or was not, from a recording. */
import type { ServedEntry, UnservedEntry } from '../journal/entry.ts'
import { nearestAddress } from './nearest.ts'
import type { Exchange, Recording } from './recording.ts'
import { stableUrl } from './request-key.ts'
import { type FrameContent, showFrame } from './same-frame.ts'
import { shownItems, type Truth } from './truth.ts'

/** One request of an account. */
export interface Asked {
  readonly accountId: string
  readonly method: string
  /** The whole address as it was asked. */
  readonly address: string
}

export interface ReplayEntries {
  /**
   * @param at milliseconds since 1970
   * @param asked its address without volatile parameters (request-key.ts)
   */
  served(at: number, asked: Asked, exchange: Exchange): ServedEntry
  /** @param at milliseconds since 1970 */
  unserved(at: number, asked: Asked): UnservedEntry
  /**
   * What a page sent over a recorded websocket and had not sent in the recording.
   *
   * @param at milliseconds since 1970
   */
  unservedFrame(
    at: number,
    asked: Asked,
    frame: FrameContent,
    nearest: FrameContent | undefined,
  ): UnservedEntry
}

const maxUrlLength = 2000

export function replayEntries(recording: Recording, truth: Truth): ReplayEntries {
  const addresses = [
    ...new Map(recording.exchanges.map(({ url }) => [stableUrl(url), url])).values(),
  ]
  return {
    served: (at, { accountId, method, address }, exchange) => ({
      kind: 'served',
      at,
      accountId,
      method,
      url: address.slice(0, maxUrlLength),
      status: exchange.status,
      exchange: exchange.index,
      // A HEAD shows nothing of the body.
      items: method === 'HEAD' ? [] : shownItems(truth, exchange),
    }),
    unserved(at, { accountId, method, address }) {
      const url = URL.parse(address)
      const nearest = url === null ? undefined : nearestAddress(url, addresses)
      return {
        kind: 'unserved',
        at,
        accountId,
        method,
        url: (url === null ? address : stableUrl(url)).slice(0, maxUrlLength),
        ...(nearest && { nearest: stableUrl(nearest) }),
      }
    },
    unservedFrame: (at, { accountId, method, address }, frame, nearest) => ({
      kind: 'unserved',
      at,
      accountId,
      method,
      url: address.slice(0, maxUrlLength),
      message: showFrame(frame),
      ...(nearest && { nearest: showFrame(nearest) }),
    }),
  }
}
