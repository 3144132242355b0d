import type { ReportAct, ReportFinding } from '../../model.ts'
import { counted } from '../parts/format.ts'
import { hrefOf } from '../parts/hash.ts'
import { VerdictWord } from '../parts/verdict-mark.tsx'

interface Props {
  finding: ReportFinding
  act: ReportAct | undefined
}

/** Which check found it, in which act, at which hop, and the spans that prove it. */
export function FindingHead({ finding, act }: Props) {
  return (
    <header class="finding-head">
      <VerdictWord verdict={finding.verdict} />
      <a class="finding-invariant" href={hrefOf('finding', finding.id)}>
        {finding.invariant}
      </a>
      <span>{finding.title}</span>
      {act && (
        <span>
          in act <a href={hrefOf('act', act.name)}>{act.name}</a>
          {act.asExpected && ', as expected there'}
        </span>
      )}
      {finding.hop !== undefined && (
        <span>
          at hop <strong>{finding.hop}</strong>
        </span>
      )}
      <Evidence spans={finding.evidence} />
    </header>
  )
}

/** Links to the spans that prove it; the first few, since a finding may rest on thousands. */
function Evidence({ spans }: { spans: string[] }) {
  if (spans.length === 0) return null
  return (
    <span class="finding-evidence">
      evidence
      {spans.slice(0, 3).map((id) => (
        <a key={id} href={hrefOf('span', id)} class="mono">
          {id.slice(0, 8)}
        </a>
      ))}
      {spans.length > 3 && `and ${counted(spans.length - 3, 'more span')}`}
    </span>
  )
}
