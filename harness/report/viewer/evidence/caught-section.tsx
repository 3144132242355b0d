import type { ReportModel } from '../../model.ts'
import { count, moment } from '../parts/format.ts'
import { hrefOf } from '../parts/hash.ts'
import { Section } from '../parts/section.tsx'
import { Site } from '../parts/site.tsx'
import { VerdictMark } from '../parts/verdict-mark.tsx'
import { type CaughtGroup, groupCaught } from './caught-groups.ts'
import './caught-section.css'

const fates = {
  dropped: 'dropped: nothing was logged, recorded or thrown on',
  unheard: 'unknown: its process was killed before it could say',
  logged: 'written to the log, and nothing else',
  recorded: 'recorded on its span',
  rethrown: 'thrown on',
} as const

/** Every exception that the code under test caught, and what became of it. */
export function CaughtSection({ model }: { model: ReportModel }) {
  const groups = groupCaught(model.caught)
  const dropped = total(groups.filter((group) => group.first.fate === 'dropped'))
  const summary = `${count(total(groups))} caught, ${count(dropped)} of them silently dropped`
  return (
    <Section id="caught" title="Caught exceptions" summary={summary}>
      {groups.length === 0 ? (
        <p class="nothing">No caught exception was reported.</p>
      ) : (
        <div class="panel caught">
          <table class="table">
            <thead>
              <tr>
                <th class="number">times</th>
                <th>exception</th>
                <th>caught at</th>
                <th>what became of it</th>
                <th>host</th>
                <th class="number">first seen</th>
              </tr>
            </thead>
            <tbody>
              {groups.map((group) => (
                <CaughtRow key={JSON.stringify(group.first)} group={group} />
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Section>
  )
}

function CaughtRow({ group: { first, count: times, hosts, lastMs } }: { group: CaughtGroup }) {
  return (
    <tr>
      <td class="number">{count(times)}</td>
      <td class="caught-error">
        <strong>{first.type}</strong>: {first.message}
        {first.stack !== undefined && (
          <details>
            <summary>stack</summary>
            <pre>{first.stack}</pre>
          </details>
        )}
      </td>
      <td class="caught-site">
        <Site file={first.file} line={first.line} name={first.function} />
        {first.fault !== undefined && <p class="label">planted: {first.fault}</p>}
      </td>
      <td class={`caught-fate caught-${first.fate}`}>
        {first.fate === 'dropped' && <VerdictMark verdict="fail" size={12} />} {fates[first.fate]}
        {first.spanId !== undefined && (
          <p>
            <a href={hrefOf('span', first.spanId)}>the span it happened in</a>
          </p>
        )}
      </td>
      <td class="caught-hosts">{hosts.join(', ')}</td>
      <td class="number">
        {moment(first.atMs)}
        {lastMs > first.atMs && (
          <>
            <br />
            to {moment(lastMs)}
          </>
        )}
      </td>
    </tr>
  )
}

function total(groups: CaughtGroup[]): number {
  return groups.reduce((sum, group) => sum + group.count, 0)
}
