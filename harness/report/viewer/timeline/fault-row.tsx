import type { ReportFault } from '../../model.ts'
import { moment } from '../parts/format.ts'
import { FaultMark } from './fault-mark.tsx'
import { distinct, type Scale } from './scale.ts'
import './fault-row.css'

/** One fault: the band from planted to healed, and when broken code was loaded and reached. */
export function FaultRow({ fault, scale }: { fault: ReportFault; scale: Scale }) {
  const endMs = fault.endMs ?? scale.totalMs
  const healed = fault.endMs === undefined ? 'never healed' : `healed at ${moment(fault.endMs)}`
  const words = `${fault.fault} in ${fault.hosts.join(', ')}, planted at ${moment(fault.startMs)}, ${healed}`
  return (
    <div class="timeline-row">
      <span class="timeline-label label">fault</span>
      <div class="timeline-track fault-track">
        <div
          class="fault-band"
          style={{ left: scale.at(fault.startMs), width: scale.span(fault.startMs, endMs) }}
          title={words}
        />
        <div class="fault-name mono" style={nameStyle(fault.startMs, scale)} title={words}>
          {fault.fault}
        </div>
        {distinct(fault.loadedMs, scale.totalMs).map(({ atMs, times }) => (
          <Moment key={`l${atMs}`} kind="loaded" atMs={atMs} times={times} scale={scale} />
        ))}
        {distinct(fault.reachedMs, scale.totalMs).map(({ atMs, times }) => (
          <Moment key={`r${atMs}`} kind="reached" atMs={atMs} times={times} scale={scale} />
        ))}
      </div>
    </div>
  )
}

interface MomentProps {
  kind: 'loaded' | 'reached'
  atMs: number
  times: number
  scale: Scale
}

function Moment({ kind, atMs, times, scale }: MomentProps) {
  const words = `${kind} at ${moment(atMs)}${times > 1 ? `, ${times} times about then` : ''}`
  return (
    <span class="fault-moment" style={{ left: scale.at(atMs) }} title={words}>
      <FaultMark kind={kind} />
      <span class="unseen">{words}</span>
    </span>
  )
}

/** The name starts at the band; where the band starts late it ends at the axis's end instead. */
function nameStyle(startMs: number, scale: Scale): Record<string, string> {
  if (startMs > scale.totalMs * 0.55) return { right: '0', maxWidth: '100%' }
  return { left: scale.at(startMs), maxWidth: `calc(100% - ${scale.at(startMs)})` }
}
