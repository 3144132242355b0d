/** Items that pages showed with changed values, and whether they are held so. */
import type { ItemValues } from '../journal/entry.ts'
import type { RunRecord } from './run-record.ts'

/** An item of an account that was shown with changed values, once or more often. */
export interface UpdatedItem {
  readonly account: string
  readonly item: string
  /** By time. */
  readonly shown: readonly { readonly atMs: number; readonly values: ItemValues }[]
}

/** Fields that pages show and the system does not keep. */
const notKept: ReadonlySet<string> = new Set(['favoriteCount'])

export function updatedItems(record: RunRecord): readonly UpdatedItem[] {
  return record.answer(findUpdated)
}

function findUpdated(record: RunRecord): readonly UpdatedItem[] {
  const updates = record.entries('served').flatMap(({ at, accountId, updates = [] }) =>
    updates.map(({ item, values }) => ({
      account: accountId,
      item,
      atMs: at,
      values: Object.fromEntries(Object.entries(values).filter(([name]) => !notKept.has(name))),
    })),
  )
  const byItem = Map.groupBy(updates, ({ account, item }) => `${account} ${item}`)
  return [...byItem.values()].flatMap((shown) => {
    const [first] = shown
    if (first === undefined) return []
    return [{ account: first.account, item: first.item, shown }]
  })
}

/** The fields in which what is held is neither what was shown last by then nor anything shown since. */
export function staleFields(
  { shown }: UpdatedItem,
  dueMs: number,
  held: Readonly<Record<string, unknown>>,
): string[] {
  const due = shown.findLastIndex(({ atMs }) => atMs <= dueMs)
  if (due === -1) return []
  const accepted = shown.slice(due)
  const names = Object.keys(shown[due]?.values ?? {})
  return names.filter((name) => accepted.every(({ values }) => values[name] !== held[name]))
}

/**
 * Of what is held, the fields in which these items changed, as a journal has them; undefined where
 * none of the items is held.
 */
export function valuesHeld(
  updates: readonly UpdatedItem[],
  fields: ReadonlyMap<string, Readonly<Record<string, unknown>>>,
): Record<string, ItemValues> | undefined {
  const values = updates.flatMap(({ item, shown }) => {
    const held = fields.get(item)
    if (held === undefined) return []
    const names = new Set(shown.flatMap((one) => Object.keys(one.values)))
    return [[item, Object.fromEntries([...names].flatMap((name) => plain(name, held[name])))]]
  })
  return values.length === 0 ? undefined : Object.fromEntries(values)
}

function plain(name: string, value: unknown): [string, ItemValues[string]][] {
  const isPlain =
    value === null ||
    typeof value === 'string' ||
    typeof value === 'number' ||
    typeof value === 'boolean'
  return isPlain ? [[name, value]] : []
}
