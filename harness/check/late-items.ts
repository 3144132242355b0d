import { disturbancesOf, pageDisturbancesOf } from '../trace/disturbances.ts'
import { itemsOfEntries, stateHop } from '../trace/hops.ts'
import { count, type Finding, itemNames, ofAccounts, type Question } from './finding.ts'

/**
 * In a run of form weather: what was shown before the last fault healed, and was not in Master's
 * store when the time to catch up was over. It may have arrived later; that was too late.
 */
export function lateItems({ record, final }: Question, invariant: string): Finding[] {
  if (!final || record.entries('run')[0]?.storm === undefined) return []
  const all = [...disturbancesOf(record), ...pageDisturbancesOf(record)]
  const heals = all.map(({ toMs }) => toMs)
  const caughtUpMs = record.entries('drain')[0]?.at
  if (heals.length === 0 || caughtUpMs === undefined) return []
  const healedMs = heals.reduce((a, b) => Math.max(a, b))
  const states = Map.groupBy(
    record.entries('state').filter(({ at }) => at >= caughtUpMs),
    ({ accountId }) => accountId,
  )
  const first = [...states.values()].flatMap((of) => of.slice(0, 1))
  if (first.length === 0) return []
  const due = itemsOfEntries(record.entries('served').filter(({ at }) => at < healedMs))
  const late = due.minus(itemsOfEntries(first))
  if (late.size === 0) return []
  return [
    {
      invariant,
      verdict: 'fail',
      hop: stateHop,
      summary: `${count(late.size, 'item')}${ofAccounts(late.accounts)} had not arrived ${Math.round(caughtUpMs - healedMs)} ms after the last fault had healed, when the time to catch up was over.`,
      evidence: [],
      items: itemNames(late),
      atMs: caughtUpMs,
      basis: 'observed',
    },
  ]
}
