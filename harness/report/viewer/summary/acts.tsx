import type { ReportAct } from '../../model.ts'
import { Expectation } from '../parts/expectation.tsx'
import { count, duration } from '../parts/format.ts'
import { hrefOf } from '../parts/hash.ts'
import { VerdictWord } from '../parts/verdict-mark.tsx'
import './acts.css'

/** The acts in their order: what each came to and whether the scenario expects that. */
export function Acts({ acts }: { acts: ReportAct[] }) {
  if (acts.length === 0) return null
  return (
    <ol class="acts" aria-label="Acts">
      {acts.map((act) => (
        <li key={act.name} class={`act act-${act.verdict}`}>
          <a href={hrefOf('act', act.name)} title={act.summary}>
            <span class="act-name">
              <VerdictWord verdict={act.verdict} />
              <span>{act.name}</span>
            </span>
            <Expectation act={act} />
            <span class="act-flow">{flow(act)}</span>
          </a>
        </li>
      ))}
    </ol>
  )
}

/** `12 → 0 items, 8.2 s`: what went in at the first hop and came out at the last. */
function flow(act: ReportAct): string {
  const took = duration(act.endMs - act.startMs)
  const first = act.funnel[0]
  const last = act.funnel.at(-1)
  if (!first || !last) return took
  return `${count(first.items)} → ${count(last.items)} items, ${took}`
}
