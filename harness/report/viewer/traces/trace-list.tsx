import { useLayoutEffect } from 'preact/hooks'
import { count, counted, duration, moment } from '../parts/format.ts'
import { hrefOf } from '../parts/hash.ts'
import { useRows } from '../parts/use-rows.ts'
import { VerdictMark } from '../parts/verdict-mark.tsx'
import type { Trace } from './span-index.ts'
import './trace-list.css'

const rowHeight = 42

interface Props {
  traces: Trace[]
  chosen: Trace
  choose: (spanId: string) => void
}

/** All traces in order of their start; arrow keys go through them. */
export function TraceList({ traces, chosen, choose }: Props) {
  const rows = useRows(traces.length, rowHeight)
  const at = traces.indexOf(chosen)
  const { reveal } = rows
  useLayoutEffect(() => reveal(at), [at, reveal])
  const press = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    const next = traces[at + step]
    if (step === 0 || !next) return
    event.preventDefault()
    choose(next.root.spanId)
  }
  return (
    <div
      class="trace-list scroll"
      ref={rows.ref}
      role="listbox"
      aria-label="Traces"
      aria-activedescendant={at < 0 ? undefined : `trace-${at}`}
      tabIndex={0}
      onKeyDown={press}
    >
      {traces.length === 0 && <p class="trace-list-none">No trace matches.</p>}
      <div class="trace-list-all" style={{ height: `${rows.height}px` }}>
        <div class="row-window" style={{ transform: `translateY(${rows.first * rowHeight}px)` }}>
          {traces.slice(rows.first, rows.end).map((trace, index) => (
            <TraceRow
              key={trace.traceId}
              id={`trace-${rows.first + index}`}
              trace={trace}
              chosen={trace === chosen}
            />
          ))}
        </div>
      </div>
    </div>
  )
}

function TraceRow({ id, trace, chosen }: { id: string; trace: Trace; chosen: boolean }) {
  return (
    <a
      id={id}
      class="trace-row"
      role="option"
      aria-selected={chosen}
      tabIndex={-1}
      href={hrefOf('span', trace.root.spanId)}
      title={`${trace.root.name} (${trace.hosts.join(', ')})`}
    >
      <span class="trace-row-name">
        {trace.errors > 0 && <VerdictMark verdict="fail" size={12} />}
        <span>{trace.root.name}</span>
      </span>
      <span class="number">{duration(trace.endMs - trace.startMs)}</span>
      <span class="trace-row-more">
        {trace.root.host}, {counted(trace.spans.length, 'span')}
        {trace.errors > 0 && `, ${count(trace.errors)} in error`}
      </span>
      <span class="number trace-row-more">at {moment(trace.startMs)}</span>
    </a>
  )
}
