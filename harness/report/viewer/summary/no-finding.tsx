import type { ReportModel } from '../../model.ts'
import { HopStrip } from './hop-strip.tsx'
import './no-finding.css'

const reasons = {
  pass: 'No check found anything wrong.',
  fail: 'The run failed, but no check left a finding. Its notes and logs are below.',
  unknown: 'No check found anything wrong, but the run cannot vouch for that:',
} as const

/** In the place of the top finding when there is none: what speaks for the verdict. */
export function NoFinding({ model }: { model: ReportModel }) {
  const doubts = model.verdict === 'unknown' ? doubtsOf(model) : []
  return (
    <div class="no-finding panel">
      <p>{reasons[model.verdict]}</p>
      {doubts.length > 0 && (
        <ul>
          {doubts.map((doubt) => (
            <li key={doubt}>{doubt}</li>
          ))}
        </ul>
      )}
      {model.acts.map((act) => (
        <div key={act.name}>
          <p class="label">{act.name}</p>
          <HopStrip act={act} />
        </div>
      ))}
    </div>
  )
}

function doubtsOf(model: ReportModel): string[] {
  const rows = model.ledger.filter((row) => !row.balanced)
  const doubts = rows.map((row) => `${row.host}, ${row.instance}: ${row.note}`)
  if (model.spans.length === 0) doubts.push('Not one span was received.')
  return doubts.length > 0 ? doubts : model.notes
}
