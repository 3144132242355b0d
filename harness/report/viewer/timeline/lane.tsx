import type { ReportCaught, ReportFault, ReportLane } from '../../model.ts'
import { counted, moment } from '../parts/format.ts'
import type { Activity } from './activity.ts'
import { CaughtMark } from './caught-mark.tsx'
import { distinct, type Scale } from './scale.ts'
import './lane.css'

const ends = {
  left: 'left',
  killed: 'killed',
  lost: 'lost',
  running: 'still running',
} as const

interface Props {
  lane: ReportLane
  activity: Activity | undefined
  faults: ReportFault[]
  caught: ReportCaught[]
  scale: Scale
}

/** One host: the lives of its processes, its spans over time, exceptions that it dropped. */
export function Lane({ lane, activity, faults, caught, scale }: Props) {
  const dropped = caught.filter(({ fate }) => fate === 'dropped').map(({ atMs }) => atMs)
  return (
    <div class="timeline-row lane">
      <span class="timeline-label" title={lane.host}>
        <strong>{lane.host}</strong>
        <br />
        <span class="label">{restarts(lane.lives.length)}</span>
      </span>
      <div class="timeline-track lane-track">
        {faults.map((fault) => (
          <span
            key={`${fault.fault} ${fault.startMs}`}
            class="lane-fault"
            style={{
              left: scale.at(fault.startMs),
              width: scale.span(fault.startMs, fault.endMs ?? scale.totalMs),
            }}
          />
        ))}
        {lane.lives.map((life, index) => (
          <Life key={life.instance} life={life} number={index + 1} scale={scale} />
        ))}
        {activity && <Spans activity={activity} />}
        {distinct(dropped, scale.totalMs).map(({ atMs, times }) => (
          <a
            key={atMs}
            class="lane-dropped"
            href="#caught"
            style={{ left: scale.at(atMs) }}
            title={`${counted(times, 'exception')} dropped about ${moment(atMs)}`}
          >
            <CaughtMark />
          </a>
        ))}
      </div>
    </div>
  )
}

interface LifeProps {
  life: ReportLane['lives'][number]
  number: number
  scale: Scale
}

function Life({ life, number, scale }: LifeProps) {
  const words = `Process ${number}, ${life.instance}: ${moment(life.startMs)} to ${moment(life.endMs)}, ${ends[life.end]}`
  return (
    <div
      class={`life life-${life.end}`}
      style={{ left: scale.at(life.startMs), width: scale.span(life.startMs, life.endMs) }}
      title={words}
    >
      <span class="life-name">
        {number > 1 ? 'restarted' : 'started'} <span class="mono">{life.instance}</span>
      </span>
      <span class="life-end">{ends[life.end]}</span>
    </div>
  )
}

function Spans({ activity }: { activity: Activity }) {
  return (
    <svg
      class="lane-spans"
      viewBox={activity.viewBox}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      <path class="lane-spans-all" d={activity.all} />
      <path class="lane-spans-errors" d={activity.errors} />
    </svg>
  )
}

function restarts(lives: number): string {
  if (lives === 0) return 'never started'
  return lives === 1 ? 'one process' : counted(lives - 1, 'restart')
}
