/** What a journal says of a request that was answered, or was not, from a recording. */

import type { PageAnswer } from '../fault/page/page-answer.ts'
import type { PlacedAnswer } from '../fault/page/pages-under-fault.ts'
import type { ServedEntry, UnservedEntry } from '../journal/entry.ts'
import { ItemUpdates } from './item-updates.ts'
import { nearestAddress } from './nearest.ts'
import type { Elsewhere } from './playback.ts'
import type { Recording } from './recording.ts'
import { stableUrl } from './request-key.ts'
import { type FrameContent, showFrame } from './same-frame.ts'
import { shownItems, type Truth } from './truth.ts'
import { readableItems } from './truth-items.ts'

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
  served(at: number, asked: Asked, given: PlacedAnswer): ServedEntry
  /**
   * @param at milliseconds since 1970
   * @param faults ids of page faults that may have led the page to ask this
   * @param elsewhere where else it was recorded
   */
  unserved(
    at: number,
    asked: Asked,
    faults: readonly string[],
    elsewhere?: Elsewhere,
  ): UnservedEntry
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
  const updates = new ItemUpdates(truth)

  /** A HEAD shows nothing of the body. */
  function shownAsRecorded({ accountId, method }: Asked, index: number) {
    const exchange = recording.exchanges[index]
    const items = exchange === undefined || method === 'HEAD' ? [] : shownItems(truth, exchange)
    const changed = updates.shows(accountId, index, items)
    return { items, ...(changed.length > 0 && { updates: changed }) }
  }

  return {
    served: (at, asked, { answer, exchange, faults }) => ({
      kind: 'served',
      at,
      accountId: asked.accountId,
      method: asked.method,
      url: asked.address.slice(0, maxUrlLength),
      status: answer.status,
      exchange,
      ...(faults.length === 0
        ? shownAsRecorded(asked, exchange)
        : { items: shownIn(asked, answer), faults: [...faults] }),
    }),
    unserved(at, { accountId, method, address }, faults, elsewhere) {
      const url = URL.parse(address)
      const nearest = url === null ? undefined : nearestAddress(url, addresses)
      return {
        kind: 'unserved',
        at,
        accountId,
        method,
        url: (url === null ? address : stableUrl(url)).slice(0, maxUrlLength),
        ...(elsewhere ? { elsewhere } : nearest && { nearest: stableUrl(nearest) }),
        ...(faults.length > 0 && { faults: [...faults] }),
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

/** What can still be read in an altered answer; nothing in one that never came whole. */
function shownIn({ method, address }: Asked, answer: PageAnswer): string[] {
  if (answer.endless || answer.cutAfterBytes !== undefined) return []
  const { status, body } = answer
  return readableItems({ method, url: new URL(address), status, body }).map(
    ({ kind, id }) => `${kind}:${id}`,
  )
}
