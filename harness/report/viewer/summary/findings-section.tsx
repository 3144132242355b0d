import type { ReportModel } from '../../model.ts'
import { counted } from '../parts/format.ts'
import type { Target } from '../parts/hash.ts'
import { Section } from '../parts/section.tsx'
import { FurtherFinding } from './further-finding.tsx'
import { allFindings, type PlacedFinding } from './top-finding.ts'
import './findings-section.css'

interface Props {
  model: ReportModel
  top: PlacedFinding | undefined
  target: Target | undefined
}

/** All findings but the one on the first screen. */
export function FindingsSection({ model, top, target }: Props) {
  const others = allFindings(model).filter(({ finding }) => finding !== top?.finding)
  if (others.length === 0) return null
  return (
    <Section id="findings" title="Further findings" summary={counted(others.length, 'finding')}>
      <div class="findings">
        {others.map((placed) => (
          <FurtherFinding
            key={`${placed.act?.name} ${placed.finding.id}`}
            placed={placed}
            target={target}
          />
        ))}
      </div>
    </Section>
  )
}
