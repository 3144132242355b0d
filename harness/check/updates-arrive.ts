import { AccountItems } from '../trace/account-items.ts'
import { pageHop, spansCarrying, stateHop } from '../trace/hops.ts'
import { staleFields, type UpdatedItem, updatedItems } from '../trace/updates.ts'
import { dueMs } from './due.ts'
import { count, type Finding, type Invariant, judgement, type Question } from './finding.ts'

const id = 'I13'

/**
 * I13, update propagation (shared/reference/sync-bugs.md): a changed field arrives. Counts, titles
 * and names change while an item lives; the store must hold what was shown last.
 */
export const updatesArrive: Invariant = {
  id,
  scope: 'run',
  title: 'what changes is updated',
  description:
    'Where a page showed an item with changed values (a count, a title, a name), Master’s REST answers hold these values, or ones that were shown later. Not asked where nothing changed, or Master was never asked; items that Master lacks are I1’s.',
  applies: (question) => due(question).length > 0,
  judge(question) {
    const updates = due(question)
    const findings = updates.flatMap((one) => staleFinding(question, one))
    return judgement(id, updates.length, findings, 'Nothing that was shown changed.')
  },
}

interface Due extends UpdatedItem {
  held: Readonly<Record<string, unknown>>
}

/** What Master must hold by now, and does hold in some form. */
function due(question: Question): Due[] {
  const { record, window } = question
  const byMs = dueMs(question)
  const updated = updatedItems(record).filter(({ shown }) => shown.some((s) => s.atMs <= byMs))
  if (updated.length === 0) return []
  const asked = record.entries('state').filter(({ at }) => at < window.toMs)
  const latest = new Map(asked.map((state) => [state.accountId, state]))
  return updated.flatMap((one) => {
    const held = latest.get(one.account)?.values?.[one.item]
    return held === undefined ? [] : [{ ...one, held }]
  })
}

function staleFinding(question: Question, update: Due): Finding[] {
  const { record, window } = question
  const { account, item, shown, held } = update
  const byMs = dueMs(question)
  const stale = staleFields(update, byMs, held)
  if (stale.length === 0) return []
  const last = shown.findLast(({ atMs }) => atMs <= byMs)
  const fields = stale.map(
    (name) => `${name} ${shows(held[name])} instead of ${shows(last?.values[name])}`,
  )
  const items = new AccountItems()
  items.add(account, [item])
  const spans = spansCarrying(record, 'store.merge', items)
  return [
    {
      invariant: id,
      verdict: 'fail',
      hop: pageHop,
      nextHop: stateHop,
      summary: `Master holds an old ${item} of ${account}: ${count(stale.length, 'field')}, ${fields.join(', ')}.`,
      evidence: spans.slice(-5).map((span) => span.spanId),
      items: [item],
      atMs: last?.atMs ?? window.toMs,
      basis: 'observed',
    },
  ]
}

function shows(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value)
}
