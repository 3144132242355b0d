/**
 * How many unserved requests a journal holds one by one: a page that asks for what was not recorded
 * in a loop must not fill the disk.
 */
import type { UnservedEntry } from './entry.ts'

/** For each account. */
const maxEntries = 1000

export class UnservedBound {
  readonly #taken = new Map<string, number>()
  readonly #rest = new Map<string, { entry: UnservedEntry; count: number }>()

  /** Whether the entry is still to be written; if not, it is counted. */
  takes(entry: UnservedEntry): boolean {
    const { accountId } = entry
    const taken = this.#taken.get(accountId) ?? 0
    if (taken < maxEntries) {
      this.#taken.set(accountId, taken + 1)
      return true
    }
    const rest = this.#rest.get(accountId)
    this.#rest.set(accountId, {
      entry: rest === undefined ? entry : graver(rest.entry, entry),
      count: (rest?.count ?? 0) + 1,
    })
    return false
  }

  /** What was counted since the last time, in one entry for each account. */
  rest(): UnservedEntry[] {
    const told = [...this.#rest.values()].map(({ entry, count }) => ({ ...entry, count }))
    this.#rest.clear()
    return told
  }
}

/** The first of them, but for what a page fault explains. */
function graver(one: UnservedEntry, other: UnservedEntry): UnservedEntry {
  return (one.faults ?? []).length > 0 && (other.faults ?? []).length === 0 ? other : one
}
