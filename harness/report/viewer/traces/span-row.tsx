import { count, duration } from '../parts/format.ts'
import { hrefOf } from '../parts/hash.ts'
import { VerdictMark } from '../parts/verdict-mark.tsx'
import type { Trace } from './span-index.ts'
import type { TreeRow } from './trace-tree.ts'
import './span-row.css'

export const rowHeight = 24
/** Deeper spans keep this indentation, so that their names stay readable. */
const deepest = 12

interface Props {
  row: TreeRow
  trace: Trace
  chosen: boolean
  closed: boolean
  /** It matches the filter. */
  hit: boolean
  toggle: (spanId: string) => void
}

/** One span: its name, nested, and its bar on the trace's axis. */
export function SpanRow({ row, trace, chosen, closed, hit, toggle }: Props) {
  const { span, depth, children } = row
  const error = span.status === 'error'
  return (
    <a
      id={`row-${span.spanId}`}
      class={`span-row ${hit ? 'span-row-hit' : ''} ${error ? 'span-row-error' : ''}`}
      role="treeitem"
      aria-level={depth + 1}
      aria-selected={chosen}
      aria-expanded={children > 0 ? !closed : undefined}
      tabIndex={-1}
      href={hrefOf('span', span.spanId)}
    >
      <span class="span-row-name" style={{ paddingLeft: `${Math.min(depth, deepest) * 13 + 4}px` }}>
        <Twisty row={row} closed={closed} toggle={toggle} />
        {error && <VerdictMark verdict="fail" size={12} />}
        <span class="span-row-text" title={span.name}>
          {span.name}
        </span>
        <span class="span-row-host">{hostWords(row)}</span>
      </span>
      <Bar row={row} trace={trace} />
    </a>
  )
}

function Twisty({ row, closed, toggle }: Pick<Props, 'row' | 'closed' | 'toggle'>) {
  if (row.children === 0) return <span class="twisty" />
  const press = (event: MouseEvent) => {
    event.preventDefault()
    event.stopPropagation()
    toggle(row.span.spanId)
  }
  return (
    <button
      type="button"
      class={closed ? 'twisty twisty-closed' : 'twisty'}
      tabIndex={-1}
      onClick={press}
      aria-label={closed ? `Show ${count(row.children)} children` : 'Hide children'}
    />
  )
}

function hostWords({ span, orphan }: TreeRow): string {
  const links = span.links.length > 0 ? `, ${count(span.links.length)} linked` : ''
  return `${span.host}${orphan ? ', parent missing' : ''}${links}`
}

function Bar({ row: { span }, trace }: Pick<Props, 'row' | 'trace'>) {
  const total = Math.max(trace.endMs - trace.startMs, 1e-6)
  const left = ((span.startMs - trace.startMs) / total) * 100
  const width = (span.durationMs / total) * 100
  return (
    <span class="span-row-track">
      <span
        class={`span-bar ${span.host.startsWith(trace.root.host) ? '' : 'span-bar-other'}`}
        style={{ left: `${Math.min(left, 99.5)}%`, width: `${width}%` }}
      />
      {span.events.map((event, index) => (
        <span
          key={index}
          class="span-event"
          style={{ left: `${Math.min(100, ((event.atMs - trace.startMs) / total) * 100)}%` }}
        />
      ))}
      <Duration words={duration(span.durationMs)} left={left} right={left + width} />
    </span>
  )
}

/** The duration stands after the bar, or before it, or within it: where there is room. */
function Duration({ words, left, right }: { words: string; left: number; right: number }) {
  if (right <= 78) {
    return (
      <span class="span-row-duration" style={{ left: `${right}%` }}>
        {words}
      </span>
    )
  }
  const within = left < 22
  return (
    <span
      class={`span-row-duration ${within ? 'span-row-within' : ''}`}
      style={{ right: `${within ? Math.max(0, 100 - right) : 100 - left}%` }}
    >
      {words}
    </span>
  )
}
