import type { ReportModel } from '../../model.ts'
import { count } from '../parts/format.ts'
import { VerdictWord } from '../parts/verdict-mark.tsx'
import './top-bar.css'

/** Stays in sight while one reads: which run this is, what it came to, and the way around. */
export function TopBar({ model }: { model: ReportModel }) {
  const places: [string, string, number | undefined][] = [
    ['funnel', 'Funnel', undefined],
    ['time', 'Time', undefined],
    ['traces', 'Traces', undefined],
    ['caught', 'Exceptions', model.caught.reduce((sum, caught) => sum + caught.count, 0)],
    ['logs', 'Logs', model.logs.length],
    ['ledger', 'Span ledger', undefined],
    ['notes', 'Notes', model.notes.length],
  ]
  return (
    <header class={`top-bar top-bar-${model.verdict}`}>
      <div class="top-bar-inside">
        <a class="top-bar-run" href="#summary">
          <VerdictWord verdict={model.verdict} />
          <span class="top-bar-scenario">{model.scenario || model.title}</span>
        </a>
        <nav class="top-nav" aria-label="Parts of the report">
          {places.map(([id, name, size]) => (
            <a key={id} href={`#${id}`}>
              {name}
              {size !== undefined && <span class="top-nav-count">{count(size)}</span>}
            </a>
          ))}
        </nav>
      </div>
    </header>
  )
}
