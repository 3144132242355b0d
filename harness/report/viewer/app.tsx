import { useEffect, useState } from 'preact/hooks'
import type { ReportModel } from '../model.ts'
import { CaughtSection } from './evidence/caught-section.tsx'
import { LedgerSection } from './evidence/ledger-section.tsx'
import { LogsSection } from './evidence/logs-section.tsx'
import { NotesSection } from './evidence/notes-section.tsx'
import { UnaskedSection } from './evidence/unasked-section.tsx'
import { FunnelSection } from './funnel/funnel-section.tsx'
import { useTarget } from './parts/hash.ts'
import { useFilterKey } from './parts/use-filter-key.ts'
import { FindingsSection } from './summary/findings-section.tsx'
import { Summary } from './summary/summary.tsx'
import { TopBar } from './summary/top-bar.tsx'
import { topFinding } from './summary/top-finding.ts'
import { TimelineSection } from './timeline/timeline-section.tsx'
import { TracesSection } from './traces/traces-section.tsx'

/** The whole report, top to bottom: what happened first, then the evidence. */
export function App({ model }: { model: ReportModel }) {
  const target = useTarget()
  const top = topFinding(model)
  const rest = useAfterPaint()
  useFilterKey()
  useEffect(() => {
    if (!target) return
    const { kind, id } = target
    const place = kind === 'section' ? id : kind === 'span' ? 'traces' : `${kind}=${id}`
    document.getElementById(place)?.scrollIntoView({ block: 'start' })
  }, [target, rest])
  return (
    <>
      <TopBar model={model} />
      <main>
        <Summary model={model} top={top} target={target} />
        {rest && (
          <>
            <FindingsSection model={model} top={top} target={target} />
            <FunnelSection model={model} target={target} />
            <TimelineSection model={model} />
            <TracesSection model={model} top={top} target={target} />
            <CaughtSection model={model} />
            <LogsSection model={model} />
            <LedgerSection model={model} />
            <UnaskedSection model={model} />
            <NotesSection model={model} />
          </>
        )}
      </main>
    </>
  )
}

/** False until the first screen is painted, so that it need not wait for 100,000 spans. */
function useAfterPaint(): boolean {
  const [painted, setPainted] = useState(false)
  useEffect(() => setPainted(true), [])
  return painted
}
