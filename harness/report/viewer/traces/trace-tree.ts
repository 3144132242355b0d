import type { ReportSpan } from '../../model.ts'

export interface TreeRow {
  span: ReportSpan
  /** 0 for a root. */
  depth: number
  children: number
  /** It names a parent that this report does not have. */
  orphan: boolean
}

/**
 * The spans of one trace, parents before children, siblings by start. Every span comes exactly
 * once, also where parents are missing or go round in a circle.
 */
export function treeOf(spans: ReportSpan[]): TreeRow[] {
  const ids = new Set(spans.map((span) => span.spanId))
  const children = new Map<string, ReportSpan[]>()
  const roots: ReportSpan[] = []
  for (const span of spans) {
    const parent = span.parentSpanId
    if (!parent || !ids.has(parent)) roots.push(span)
    else children.set(parent, [...(children.get(parent) ?? []), span])
  }
  const rows: TreeRow[] = []
  const seen = new Set<ReportSpan>()
  for (const root of [...roots, ...spans]) walk(root, { children, ids, rows, seen })
  return rows
}

interface Walk {
  children: Map<string, ReportSpan[]>
  ids: Set<string>
  rows: TreeRow[]
  seen: Set<ReportSpan>
}

/** Without recursion: a chain of spans may be deeper than the stack. */
function walk(root: ReportSpan, { children, ids, rows, seen }: Walk): void {
  const waiting = [{ span: root, depth: 0 }]
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { span, depth } = next
    if (seen.has(span)) continue
    seen.add(span)
    const below = (children.get(span.spanId) ?? []).filter((child) => !seen.has(child))
    const orphan = Boolean(span.parentSpanId) && !ids.has(span.parentSpanId ?? '')
    rows.push({ span, depth, children: below.length, orphan })
    for (const child of below.toReversed()) waiting.push({ span: child, depth: depth + 1 })
  }
}

/** The rows in sight when the spans in `closed` hide what is below them. */
export function openRows(rows: TreeRow[], closed: ReadonlySet<string>): TreeRow[] {
  if (closed.size === 0) return rows
  let hiddenBelow = Number.POSITIVE_INFINITY
  return rows.filter((row) => {
    if (row.depth > hiddenBelow) return false
    hiddenBelow = closed.has(row.span.spanId) ? row.depth : Number.POSITIVE_INFINITY
    return true
  })
}
