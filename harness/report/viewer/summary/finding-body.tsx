import type { ReportFinding } from '../../model.ts'
import { counted } from '../parts/format.ts'
import { Suspects } from './suspects.tsx'

/** Suspects with their source, and the items concerned on demand. */
export function FindingBody({ finding }: { finding: ReportFinding }) {
  return (
    <>
      <Suspects suspects={finding.suspects} />
      {finding.items.length > 0 && (
        <details class="finding-items">
          <summary>{counted(finding.items.length, 'item')} concerned</summary>
          <p class="mono">{finding.items.join('  ')}</p>
        </details>
      )}
    </>
  )
}
