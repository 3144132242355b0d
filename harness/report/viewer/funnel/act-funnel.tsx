import type { ReportAct } from '../../model.ts'
import { brokenHop } from '../parts/broken-hop.ts'
import { Expectation } from '../parts/expectation.tsx'
import { count, counted } from '../parts/format.ts'
import { Prose } from '../parts/prose.tsx'
import { VerdictWord } from '../parts/verdict-mark.tsx'
import './act-funnel.css'

interface Props {
  act: ReportAct
  /** Items that a bar of full width stands for. */
  most: number
  sought: boolean
}

/** One act's items, hop by hop. What a hop lacks of the one before is drawn as a hatched rest. */
export function ActFunnel({ act, most, sought }: Props) {
  const broken = brokenHop(act.funnel)
  return (
    <article id={`act=${act.name}`} class={`act-funnel panel ${sought ? 'sought' : ''}`}>
      <header>
        <h3>{act.name}</h3>
        <VerdictWord verdict={act.verdict} />
        <Expectation act={act} />
      </header>
      <p class="act-summary">
        <Prose text={act.summary} />
      </p>
      <ol>
        {act.funnel.map((hop, index) => (
          <HopBar
            key={hop.hop}
            hop={hop}
            before={act.funnel[index - 1]?.items ?? hop.items}
            most={most}
            broken={index === broken}
          />
        ))}
      </ol>
      {act.funnel.length === 0 && <p class="label">No items were followed in this act.</p>}
    </article>
  )
}

interface HopProps {
  hop: ReportAct['funnel'][number]
  before: number
  most: number
  broken: boolean
}

function HopBar({ hop, before, most, broken }: HopProps) {
  const missing = Math.max(0, before - hop.items, hop.lost.length)
  return (
    <li class={broken ? 'hop-row hop-row-broken' : 'hop-row'}>
      <span class="hop-row-name" title={hop.hop}>
        {hop.hop}
      </span>
      <span class="hop-row-track">
        <span class="hop-row-bar" style={{ width: percent(hop.items, most) }} />
        <span class="hop-row-missing" style={{ width: percent(missing, most) }} />
      </span>
      <span class="number">{count(hop.items)}</span>
      {missing > 0 && <Lost missing={missing} items={hop.lost} />}
    </li>
  )
}

function Lost({ missing, items }: { missing: number; items: string[] }) {
  const fewer = `${count(missing)} fewer than before`
  if (items.length === 0) return <span class="hop-row-lost">{fewer}</span>
  const lost = `${counted(items.length, 'item')} lost here`
  const word = missing > items.length ? `${lost}, ${fewer}` : lost
  return (
    <details class="hop-row-lost">
      <summary>{word}</summary>
      <ul class="mono">
        {items.map((item) => (
          <li key={item}>{item}</li>
        ))}
      </ul>
    </details>
  )
}

function percent(part: number, whole: number): string {
  return `${Math.min(100, (part / whole) * 100)}%`
}
