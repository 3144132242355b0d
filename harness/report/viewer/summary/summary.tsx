import type { ReportModel } from '../../model.ts'
import { counted, dateAndTime, duration } from '../parts/format.ts'
import type { Target } from '../parts/hash.ts'
import { Prose } from '../parts/prose.tsx'
import { VerdictMark } from '../parts/verdict-mark.tsx'
import { Acts } from './acts.tsx'
import { Command } from './command.tsx'
import { Finding } from './finding.tsx'
import { NoFinding } from './no-finding.tsx'
import type { PlacedFinding } from './top-finding.ts'
import './summary.css'

interface Props {
  model: ReportModel
  top: PlacedFinding | undefined
  target: Target | undefined
}

/** The first screen: verdict, why, where to look, how to see it again. */
export function Summary({ model, top, target }: Props) {
  return (
    <section class={`summary summary-${model.verdict}`} id="summary" aria-label="Summary">
      <dl class="facts">
        <Fact name="world" value={model.world} />
        <Fact name="seed" value={String(model.seed)} />
        <Fact name="started" value={dateAndTime(model.startedAt)} />
        <Fact name="took" value={duration(model.durationMs)} />
        <Fact name="hosts" value={model.lanes.map((lane) => lane.host).join(', ') || 'none'} />
        <Fact name="saw" value={counted(model.spans.length, 'span')} />
      </dl>
      <div class="headline">
        <div class="headline-verdict">
          <VerdictMark verdict={model.verdict} size={34} />
          <strong>{model.verdict}</strong>
        </div>
        <h1>
          <Prose text={model.headline} />
        </h1>
      </div>
      <Acts acts={model.acts} />
      {top ? <Finding placed={top} target={target} /> : <NoFinding model={model} />}
      <Command command={model.command} />
    </section>
  )
}

function Fact({ name, value }: { name: string; value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd title={value}>{value}</dd>
    </div>
  )
}
