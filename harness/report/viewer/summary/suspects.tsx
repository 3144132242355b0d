import { useState } from 'preact/hooks'
import type { ReportSuspect } from '../../model.ts'
import { counted } from '../parts/format.ts'
import { Prose } from '../parts/prose.tsx'
import { Site } from '../parts/site.tsx'
import { SourceLines } from './source-lines.tsx'
import './suspects.css'

const shownAtFirst = 3

/** Suspected places, likeliest first; the chosen one with its source lines. */
export function Suspects({ suspects }: { suspects: ReportSuspect[] }) {
  const [chosen, setChosen] = useState(0)
  const [all, setAll] = useState(false)
  const suspect = suspects[chosen]
  if (!suspect) return <p class="label">No place in the code is suspected.</p>
  const shown = all ? suspects : suspects.slice(0, shownAtFirst)
  return (
    <div class="suspects">
      <div>
        <ol class="suspect-list" aria-label="Suspects, likeliest first">
          {shown.map((each, index) => (
            <li key={`${each.file}:${each.line}:${each.reason}`}>
              <Suspect
                suspect={each}
                rank={index + 1}
                chosen={index === chosen}
                choose={() => setChosen(index)}
              />
            </li>
          ))}
        </ol>
        {shown.length < suspects.length && (
          <button type="button" class="button suspects-more" onClick={() => setAll(true)}>
            Show {counted(suspects.length - shown.length, 'more suspect')}
          </button>
        )}
      </div>
      <SourceLines suspect={suspect} />
    </div>
  )
}

interface SuspectProps {
  suspect: ReportSuspect
  rank: number
  chosen: boolean
  choose: () => void
}

function Suspect({ suspect, rank, chosen, choose }: SuspectProps) {
  return (
    <button type="button" class="suspect" aria-pressed={chosen} onClick={choose}>
      <span class="suspect-rank">{rank}</span>
      <span class="suspect-body">
        <Site file={suspect.file} line={suspect.line} name={suspect.function} />
        <span class="suspect-reason" title={suspect.reason}>
          <Prose text={suspect.reason} />
        </span>
      </span>
      <span class="suspect-score" title="How likely, from 0 to 1">
        {suspect.score.toFixed(2)}
      </span>
    </button>
  )
}
