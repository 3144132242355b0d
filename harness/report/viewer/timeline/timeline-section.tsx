import { useMemo } from 'preact/hooks'
import type { ReportModel } from '../../model.ts'
import { counted, duration } from '../parts/format.ts'
import { Section } from '../parts/section.tsx'
import { activityOf } from './activity.ts'
import { ActsRow } from './acts-row.tsx'
import { EpisodeRow } from './episode-row.tsx'
import { FaultRow } from './fault-row.tsx'
import { Lane } from './lane.tsx'
import { Legend } from './legend.tsx'
import { scaleOf, ticks } from './scale.ts'
import './timeline-section.css'

/** The run on one axis: acts, faults, and a lane for each host with the lives of its processes. */
export function TimelineSection({ model }: { model: ReportModel }) {
  const scale = scaleOf(model)
  const activity = useMemo(() => activityOf(model.spans, scale.totalMs), [model, scale.totalMs])
  const summary = `${duration(scale.totalMs)}, ${counted(model.lanes.length, 'host')}, ${counted(model.faults.length, 'fault')}`
  return (
    <Section id="time" title="Time axis" summary={summary}>
      <div class="timeline panel">
        <div class="timeline-grid" aria-hidden="true">
          {model.acts.map((act) => (
            <span key={act.name} class="timeline-cut" style={{ left: scale.at(act.startMs) }} />
          ))}
        </div>
        <div class="timeline-row">
          <span class="timeline-label label">time</span>
          <div class="timeline-track timeline-ticks">
            {ticks(scale.totalMs, 10).map((ms) => (
              <span key={ms} style={{ left: scale.at(ms) }}>
                {ms < scale.totalMs * 0.96 && duration(ms)}
              </span>
            ))}
          </div>
        </div>
        <ActsRow acts={model.acts} scale={scale} />
        {[...Map.groupBy(model.episodes, ({ accountId }) => accountId)].map(
          ([account, episodes]) => (
            <EpisodeRow key={account} account={account} episodes={episodes} scale={scale} />
          ),
        )}
        {model.faults.map((fault) => (
          <FaultRow key={`${fault.fault} ${fault.startMs}`} fault={fault} scale={scale} />
        ))}
        {model.lanes.map((lane) => (
          <Lane
            key={lane.host}
            lane={lane}
            activity={activity.get(lane.host)}
            faults={model.faults.filter((fault) => fault.hosts.includes(lane.host))}
            caught={model.caught.filter((caught) => caught.host === lane.host)}
            scale={scale}
          />
        ))}
        {model.lanes.length === 0 && <p class="timeline-none">No process was seen.</p>}
      </div>
      {model.lanes.length > 0 && <Legend />}
    </Section>
  )
}
