import type { TreeRow } from './trace-tree.ts'

export type Move = { to: number } | { open: string } | { close: string } | undefined

interface Place {
  rows: TreeRow[]
  index: number
  closed: ReadonlySet<string>
  /** Rows in sight at once. */
  page: number
}

/** What a key does in a tree, as the ARIA practices have it. */
export function keyMove(key: string, { rows, index, closed, page }: Place): Move {
  const row = rows[index]
  if (!row) return rows.length > 0 ? { to: 0 } : undefined
  const id = row.span.spanId
  const last = rows.length - 1
  if (key === 'ArrowRight') {
    if (row.children === 0) return undefined
    return closed.has(id) ? { open: id } : { to: index + 1 }
  }
  if (key === 'ArrowLeft') {
    if (row.children > 0 && !closed.has(id)) return { close: id }
    const parent = rows.slice(0, index).findLastIndex((above) => above.depth < row.depth)
    return parent < 0 ? undefined : { to: parent }
  }
  const steps: Record<string, number> = {
    ArrowDown: index + 1,
    ArrowUp: index - 1,
    PageDown: index + page,
    PageUp: index - page,
    Home: 0,
    End: last,
  }
  const to = steps[key]
  return to === undefined ? undefined : { to: Math.min(last, Math.max(0, to)) }
}
