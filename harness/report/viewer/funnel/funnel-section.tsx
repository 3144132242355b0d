import type { ReportModel } from '../../model.ts'
import type { Target } from '../parts/hash.ts'
import { Section } from '../parts/section.tsx'
import { ActFunnel } from './act-funnel.tsx'
import './funnel-section.css'

/** Items per hop, one panel per act, all to one scale. */
export function FunnelSection({
  model,
  target,
}: {
  model: ReportModel
  target: Target | undefined
}) {
  const most = Math.max(1, ...model.acts.flatMap((act) => act.funnel.map((hop) => hop.items)))
  return (
    <Section id="funnel" title="Sync funnel" summary="Items at each hop from page to store, by act">
      {model.acts.length === 0 ? (
        <p class="nothing">The run has no acts, so no items were followed.</p>
      ) : (
        <div class="funnels">
          {model.acts.map((act) => (
            <ActFunnel
              key={act.name}
              act={act}
              most={most}
              sought={target?.kind === 'act' && target.id === act.name}
            />
          ))}
        </div>
      )}
    </Section>
  )
}
