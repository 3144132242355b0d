import type { Target } from '../parts/hash.ts'
import { Prose } from '../parts/prose.tsx'
import { Anchors } from './anchors.tsx'
import { FindingBody } from './finding-body.tsx'
import { FindingHead } from './finding-head.tsx'
import { HopStrip } from './hop-strip.tsx'
import type { PlacedFinding } from './top-finding.ts'
import './finding.css'

interface Props {
  placed: PlacedFinding
  target: Target | undefined
}

/** The finding of the first screen: what, where the items stopped, which lines are suspected. */
export function Finding({ placed: { finding, act, ids }, target }: Props) {
  const sought = target?.kind === 'finding' && ids.includes(target.id)
  return (
    <article
      id={`finding=${finding.id}`}
      class={`finding panel finding-${finding.verdict} ${sought ? 'sought' : ''}`}
    >
      <Anchors ids={ids.slice(1)} />
      <FindingHead finding={finding} act={act} />
      <p class="finding-summary-top">
        <Prose text={finding.summary} />
      </p>
      {act && <HopStrip act={act} />}
      <FindingBody finding={finding} />
    </article>
  )
}
