import type { ReportAct } from '../../model.ts'
import { brokenHop } from '../parts/broken-hop.ts'
import { count } from '../parts/format.ts'
import './hop-strip.css'

/** The funnel in one line: items at each hop, and the place where they stop. */
export function HopStrip({ act }: { act: ReportAct }) {
  if (act.funnel.length === 0) return null
  const broken = brokenHop(act.funnel)
  return (
    <ol class="hops" aria-label={`Items at each hop of act ${act.name}`}>
      {act.funnel.map(({ hop, items }, index) => (
        <li key={hop} class={hopClass(index, broken, items)}>
          <span class="hop-name" title={hop}>
            {hop}
          </span>
          <span class="hop-items">{count(items)}</span>
          {index === broken && <span class="unseen">the first hop that loses items</span>}
        </li>
      ))}
    </ol>
  )
}

function hopClass(index: number, broken: number, items: number): string {
  if (index === broken) return 'hop hop-broken'
  return broken >= 0 && index > broken && items === 0 ? 'hop hop-starved' : 'hop'
}
