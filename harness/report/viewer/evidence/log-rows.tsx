import { useState } from 'preact/hooks'
import type { ReportLog } from '../../model.ts'
import { moment } from '../parts/format.ts'
import { hrefOf } from '../parts/hash.ts'
import { Omitted } from '../parts/omitted.tsx'
import { useRows } from '../parts/use-rows.ts'
import { severityOf } from './log-filter.ts'
import './log-rows.css'

const rowHeight = 22

/** Log lines, one row each; the chosen one in full below. */
export function LogRows({ logs }: { logs: ReportLog[] }) {
  const rows = useRows(logs.length, rowHeight)
  const [chosen, setChosen] = useState<ReportLog>()
  return (
    <div class="logs panel">
      <div class="logs-rows scroll" ref={rows.ref}>
        {logs.length === 0 && <p class="logs-none">No line matches.</p>}
        <div class="logs-all" style={{ height: `${rows.height}px` }}>
          <div class="row-window" style={{ transform: `translateY(${rows.first * rowHeight}px)` }}>
            {logs.slice(rows.first, rows.end).map((log, index) => (
              <LogRow
                key={rows.first + index}
                log={log}
                chosen={log === chosen}
                choose={() => setChosen(log)}
              />
            ))}
          </div>
        </div>
      </div>
      <Omitted rows={rows.omitted} />
      {chosen && (
        <div class="logs-chosen">
          <p class="label">
            {moment(chosen.atMs)}, {chosen.host}, {chosen.level}
            {chosen.spanId === undefined && ', without a span'}
          </p>
          <pre>{chosen.text}</pre>
        </div>
      )}
    </div>
  )
}

interface RowProps {
  log: ReportLog
  chosen: boolean
  choose: () => void
}

function LogRow({ log, chosen, choose }: RowProps) {
  const grave = severityOf(log.level) >= 5
  return (
    <div class={`log-row ${grave ? 'log-row-grave' : ''} ${chosen ? 'log-row-chosen' : ''}`}>
      <span class="number log-row-more">{moment(log.atMs)}</span>
      <span class="log-row-more">{log.host}</span>
      <span class="log-row-level">{log.level}</span>
      <button type="button" class="log-row-text" onClick={choose}>
        {log.text}
      </button>
      {log.spanId === undefined ? <span /> : <a href={hrefOf('span', log.spanId)}>span</a>}
    </div>
  )
}
