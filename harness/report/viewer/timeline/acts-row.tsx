import type { ReportAct } from '../../model.ts'
import { duration } from '../parts/format.ts'
import { hrefOf } from '../parts/hash.ts'
import { VerdictMark } from '../parts/verdict-mark.tsx'
import type { Scale } from './scale.ts'
import './acts-row.css'

/** The acts as sections of the axis. */
export function ActsRow({ acts, scale }: { acts: ReportAct[]; scale: Scale }) {
  if (acts.length === 0) return null
  return (
    <div class="timeline-row">
      <span class="timeline-label label">acts</span>
      <div class="timeline-track acts-track">
        {acts.map((act) => (
          <a
            key={act.name}
            class="acts-track-act"
            href={hrefOf('act', act.name)}
            style={{ left: scale.at(act.startMs), width: scale.span(act.startMs, act.endMs) }}
            title={`${act.name}: ${act.verdict}, ${duration(act.endMs - act.startMs)}`}
          >
            <VerdictMark verdict={act.verdict} size={12} />
            <span>{act.name}</span>
            <span class="unseen">{act.verdict}</span>
          </a>
        ))}
      </div>
    </div>
  )
}
