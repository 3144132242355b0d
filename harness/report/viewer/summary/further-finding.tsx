import { useEffect, useState } from 'preact/hooks'
import type { Target } from '../parts/hash.ts'
import { Prose } from '../parts/prose.tsx'
import { Anchors } from './anchors.tsx'
import { FindingBody } from './finding-body.tsx'
import { FindingHead } from './finding-head.tsx'
import type { PlacedFinding } from './top-finding.ts'
import './finding.css'

interface Props {
  placed: PlacedFinding
  target: Target | undefined
}

/** A finding below the first screen: its sentence, and the rest on demand or when linked to. */
export function FurtherFinding({ placed: { finding, act, ids }, target }: Props) {
  const sought = target?.kind === 'finding' && ids.includes(target.id)
  const [open, setOpen] = useState(sought)
  useEffect(() => {
    if (sought) setOpen(true)
  }, [sought])
  return (
    <article
      id={`finding=${finding.id}`}
      class={`finding panel finding-${finding.verdict} ${sought ? 'sought' : ''}`}
    >
      <Anchors ids={ids.slice(1)} />
      <FindingHead finding={finding} act={act} />
      <details open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
        <summary class="finding-summary">
          <Prose text={finding.summary} />
        </summary>
        {open && <FindingBody finding={finding} />}
      </details>
    </article>
  )
}
