import type { ReportLedgerRow, ReportModel } from '../../model.ts'
import { count } from '../parts/format.ts'
import { Prose } from '../parts/prose.tsx'
import { Section } from '../parts/section.tsx'
import { VerdictMark } from '../parts/verdict-mark.tsx'
import './ledger-section.css'

/** The spans of each process at every station from their start to the journal. */
export function LedgerSection({ model }: { model: ReportModel }) {
  const open = model.ledger.filter((row) => !row.balanced).length
  const summary =
    open === 0
      ? 'Every span that a process started is accounted for'
      : `${count(open)} of ${count(model.ledger.length)} processes do not balance, so the trace cannot be trusted`
  return (
    <Section
      id="ledger"
      title="Span ledger"
      summary={model.ledger.length > 0 ? summary : undefined}
    >
      {model.ledger.length === 0 ? (
        <p class="nothing">No process reported its spans, so nothing vouches for the trace.</p>
      ) : (
        <div class="panel ledger">
          <table class="table">
            <thead>
              <tr>
                <th>host</th>
                <th>process</th>
                {stations.map((station) => (
                  <th key={station} class="number">
                    {station}
                  </th>
                ))}
                <th>balance</th>
                <th>note</th>
              </tr>
            </thead>
            <tbody>
              {model.ledger.map((row) => (
                <LedgerRow key={`${row.host} ${row.instance}`} row={row} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  )
}

const stations = ['started', 'ended', 'exported', 'received', 'stored'] as const

function LedgerRow({ row }: { row: ReportLedgerRow }) {
  return (
    <tr>
      <td>{row.host}</td>
      <td class="mono ledger-instance">{row.instance}</td>
      {stations.map((station, index) => (
        <td key={station} class={`number ${lessThanBefore(row, index) ? 'ledger-short' : ''}`}>
          {words(row[station])}
        </td>
      ))}
      <td>
        <span class={row.balanced ? 'ledger-balanced' : 'ledger-open'}>
          <VerdictMark verdict={row.balanced ? 'pass' : 'unknown'} size={12} />{' '}
          {row.balanced ? 'balanced' : 'open'}
        </span>
      </td>
      <td class="ledger-note">
        <Prose text={row.note} />
      </td>
    </tr>
  )
}

function words(value: number | null): string {
  return value === null ? 'not known' : count(value)
}

/** Whether spans went missing between the station before and this one. */
function lessThanBefore(row: ReportLedgerRow, index: number): boolean {
  const known = stations.slice(0, index).map((station) => row[station])
  const before = known.findLast((value) => value !== null)
  const station = stations[index]
  const here = station && row[station]
  return typeof before === 'number' && typeof here === 'number' && here < before
}
