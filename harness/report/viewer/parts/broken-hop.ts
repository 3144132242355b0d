import type { ReportAct } from '../../model.ts'

/** The index of the first hop that has fewer items than the one before it, or that lost some; -1 if none. */
export function brokenHop(funnel: ReportAct['funnel']): number {
  return funnel.findIndex(({ items, lost }, index) => {
    const before = funnel[index - 1]
    return lost.length > 0 || (before !== undefined && items < before.items)
  })
}
