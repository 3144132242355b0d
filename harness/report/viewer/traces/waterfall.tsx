import { useLayoutEffect, useMemo, useState } from 'preact/hooks'
import type { ReportSpan } from '../../model.ts'
import { duration } from '../parts/format.ts'
import { hrefOf } from '../parts/hash.ts'
import { Omitted } from '../parts/omitted.tsx'
import { useRows } from '../parts/use-rows.ts'
import { spanMatches } from './span-filter.ts'
import type { Trace } from './span-index.ts'
import { rowHeight, SpanRow } from './span-row.tsx'
import { openRows, type TreeRow, treeOf } from './trace-tree.ts'
import { keyMove } from './tree-keys.ts'
import './waterfall.css'

interface Props {
  trace: Trace
  chosen: ReportSpan
  choose: (spanId: string) => void
  /** Spans that match it are marked. */
  filter: string
}

/** The spans of a trace as bars, nested by parent; only the rows in sight are in the page. */
export function Waterfall({ trace, chosen, choose, filter }: Props) {
  const tree = useMemo(() => treeOf(trace.spans), [trace])
  const [closed, setClosed] = useClosed(trace, tree, chosen)
  const open = useMemo(() => openRows(tree, closed), [tree, closed])
  const rows = useRows(open.length, rowHeight)
  const at = useMemo(() => open.findIndex((row) => row.span === chosen), [open, chosen])
  const { reveal } = rows
  useLayoutEffect(() => reveal(at), [at, reveal])
  const toggle = (spanId: string) => setClosed((old) => old.symmetricDifference(new Set([spanId])))

  const press = (event: KeyboardEvent) => {
    if (event.key === 'Enter') location.hash = hrefOf('span', chosen.spanId)
    const move = keyMove(event.key, { rows: open, index: at, closed, page: rows.page })
    if (!move || event.altKey || event.ctrlKey || event.metaKey) return
    event.preventDefault()
    if ('open' in move) toggle(move.open)
    else if ('close' in move) toggle(move.close)
    else choose(open[move.to]?.span.spanId ?? chosen.spanId)
  }
  return (
    <div class="waterfall">
      <Axis totalMs={trace.endMs - trace.startMs} />
      <div
        class="waterfall-rows scroll"
        ref={rows.ref}
        role="tree"
        aria-label={`Spans of trace ${trace.traceId}`}
        aria-activedescendant={`row-${chosen.spanId}`}
        tabIndex={0}
        onKeyDown={press}
        onClick={() => rows.ref.current?.focus({ preventScroll: true })}
      >
        <div class="waterfall-all" style={{ height: `${rows.height}px` }}>
          <div class="row-window" style={{ transform: `translateY(${rows.first * rowHeight}px)` }}>
            {open.slice(rows.first, rows.end).map((row) => (
              <SpanRow
                key={row.span.spanId}
                row={row}
                trace={trace}
                chosen={row.span === chosen}
                closed={closed.has(row.span.spanId)}
                hit={filter.trim() !== '' && spanMatches(row.span, filter)}
                toggle={toggle}
              />
            ))}
          </div>
        </div>
      </div>
      <Omitted rows={rows.omitted} />
    </div>
  )
}

function Axis({ totalMs }: { totalMs: number }) {
  return (
    <div class="waterfall-axis" aria-hidden="true">
      <span class="label">span</span>
      <span class="waterfall-ticks">
        {[0, 0.25, 0.5].map((share) => (
          <span key={share} style={{ left: `${share * 100}%` }}>
            {duration(totalMs * share)}
          </span>
        ))}
        <span class="waterfall-last">{duration(totalMs)}</span>
      </span>
    </div>
  )
}

/** Closed branches; another trace begins with none, and the chosen span is never hidden. */
function useClosed(trace: Trace, tree: TreeRow[], chosen: ReportSpan) {
  const state = useState<ReadonlySet<string>>(new Set())
  const [, setClosed] = state
  useLayoutEffect(() => setClosed(new Set()), [trace, setClosed])
  useLayoutEffect(() => {
    const parents = new Map(tree.map(({ span }) => [span.spanId, span.parentSpanId]))
    const above = new Set<string>()
    let next = chosen.parentSpanId
    while (next && !above.has(next)) {
      above.add(next)
      next = parents.get(next)
    }
    setClosed((old) => (old.isDisjointFrom(above) ? old : old.difference(above)))
  }, [tree, chosen, setClosed])
  return state
}
