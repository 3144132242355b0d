/** What of the recording a run never asked for. */
import type { UnaskedEntry } from '../journal/entry.ts'
import type { RunRecord } from './run-record.ts'

export type Unasked = Omit<UnaskedEntry, 'at' | 'kind'>

/** Undefined where the record does not say: a trace from elsewhere, a run that was broken off. */
export function unaskedOf(record: RunRecord): Unasked | undefined {
  const entry = record.entries('unasked').at(-1)
  if (entry === undefined) return undefined
  const { at: _, kind: __, ...unasked } = entry
  return unasked
}

/** In one sentence; undefined where there is nothing to tell. */
export function unaskedSentence({ count, of, first: [first] }: Unasked): string | undefined {
  if (first === undefined) return undefined
  const { method, url, episode } = first
  return (
    `${count} of ${of} recorded answers ${count === 1 ? 'was' : 'were'} never asked for, first: ` +
    `${method} ${url} (episode ${episode})`
  )
}
