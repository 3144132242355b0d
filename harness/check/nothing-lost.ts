import { disturbancesOf } from '../trace/disturbances.ts'
import { hops, itemsByHop, pageHop, spansCarrying, stateHop } from '../trace/hops.ts'
import { count, type Finding, type Invariant, judgement, type Question } from './finding.ts'

const id = 'I1'

/**
 * I1, conservation (shared/reference/sync-bugs.md): every item shown to an account is in Master's
 * store, and nothing is there that was never shown.
 */
export const nothingLost: Invariant = {
  id,
  scope: 'run',
  title: 'nothing is lost',
  description:
    'Every item that a page showed to an account arrives in Master’s store, and the store holds no item that no page showed. Shown is what the recording’s own truth says of each answer sent; stored is what Master’s REST answers hold, or its store.merge spans where nobody asked.',
  judge(question) {
    const { record } = question
    const from = record.startMs
    const all = itemsByHop(record, { fromMs: from, toMs: question.window.toMs })
    const source = firstHopWithItems(all, hops)
    const sink =
      (all.get(stateHop)?.size ?? 0) > 0 || stateAsked(question) ? stateHop : lastSpanHop()
    if (source === undefined) {
      return judgement(id, 0, [], 'No page showed any item, so nothing could be lost or kept.')
    }
    const due = dueItems(question, source, from)
    const arrived = latestState(question) ?? all.get(sink) ?? new Set<string>()
    const lost = [...due].filter((item) => !arrived.has(item))
    const passing = itemsByHop(record, question.window)
    const findings = [
      ...lostFindings({ question, lost, all, passing, source, sink }),
      ...phantomFindings(question, arrived, all.get(source) ?? new Set(), source),
    ]
    return judgement(id, due.size, findings, 'Every item was shown too late to have arrived yet.')
  },
}

/**
 * Items shown early enough that they must have arrived by the window's end, or before a fault came
 * that still keeps them from it.
 */
function dueItems(
  { record, window, final, graceMs }: Question,
  source: string,
  fromMs: number,
): ReadonlySet<string> {
  if (final) return itemsByHop(record, { fromMs, toMs: window.toMs }).get(source) ?? new Set()
  const inForce = disturbancesOf(record).filter(
    (one) => !one.name.startsWith('clock') && one.fromMs < window.toMs && one.toMs >= window.toMs,
  )
  const endMs = inForce.reduce((ms, one) => Math.min(ms, one.fromMs), window.toMs)
  return itemsByHop(record, { fromMs, toMs: endMs - graceMs }).get(source) ?? new Set()
}

function stateAsked(question: Question): boolean {
  return question.record.entries('state').some((s) => s.at < question.window.toMs)
}

/** What Master held when last asked before the window's end; undefined if nobody asked. */
function latestState({ record, window }: Question): Set<string> | undefined {
  const latest = new Map<string, readonly string[]>()
  for (const state of record.entries('state')) {
    if (state.at < window.toMs) latest.set(state.accountId, state.items)
  }
  return latest.size === 0 ? undefined : new Set([...latest.values()].flat())
}

function lastSpanHop(): string {
  return hops.at(-2) ?? stateHop
}

function firstHopWithItems(
  all: ReadonlyMap<string, ReadonlySet<string>>,
  order: readonly string[],
): string | undefined {
  return order.find((hop) => (all.get(hop)?.size ?? 0) > 0)
}

interface Lost {
  question: Question
  lost: readonly string[]
  /** What was seen at each hop since the run began. */
  all: ReadonlyMap<string, ReadonlySet<string>>
  /** And within the window alone. */
  passing: ReadonlyMap<string, ReadonlySet<string>>
  source: string
  sink: string
}

/** One finding for each place between two hops at which items vanish. */
function lostFindings({ question, lost, all, passing, source, sink }: Lost): Finding[] {
  const { record, window } = question
  const lastHopOf = (item: string) => hops.findLast((hop) => all.get(hop)?.has(item)) ?? source
  return [...Map.groupBy(lost, lastHopOf)].map(([hop, items]) => {
    const nextHop = hops[hops.indexOf(hop) + 1] ?? sink
    const set = new Set(items)
    const spans = [...spansCarrying(record, hop, set), ...spansCarrying(record, nextHop, set)]
    const came = Math.max(passing.get(hop)?.size ?? 0, items.length)
    const went = passing.get(nextHop)?.size ?? 0
    return {
      invariant: id,
      verdict: 'fail',
      hop,
      nextHop,
      summary: `Sync stops between ${hop} (${count(came, 'item')}) and ${nextHop} (${went}): ${count(items.length, 'item')} never arrived.`,
      evidence: spans.slice(-20).map((span) => span.spanId),
      items,
      atMs: spans.at(-1)?.endMs ?? window.toMs,
      ...(spans[0] ? { instance: spans[0].instance } : {}),
      basis: source === pageHop && sink === stateHop ? 'observed' : 'telemetry',
    }
  })
}

function phantomFindings(
  { window }: Question,
  arrived: ReadonlySet<string>,
  shown: ReadonlySet<string>,
  source: string,
): Finding[] {
  const phantoms = [...arrived].filter((item) => !shown.has(item))
  if (phantoms.length === 0) return []
  return [
    {
      invariant: id,
      verdict: 'fail',
      hop: source,
      summary: `Master holds ${count(phantoms.length, 'item')} that no page showed: ${phantoms.slice(0, 3).join(', ')}.`,
      evidence: [],
      items: phantoms,
      atMs: window.toMs,
      basis: source === pageHop ? 'observed' : 'telemetry',
    },
  ]
}
