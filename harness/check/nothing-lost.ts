import { AccountItems } from '../trace/account-items.ts'
import {
  hops,
  type ItemsByHop,
  itemsByHop,
  itemsOfEntries,
  pageHop,
  spansCarrying,
  stateHop,
} from '../trace/hops.ts'
import { dueMs } from './due.ts'
import {
  count,
  type Finding,
  type Invariant,
  itemNames,
  judgement,
  ofAccounts,
  type Question,
} from './finding.ts'
import { lateItems } from './late-items.ts'

const id = 'I1'

/**
 * I1, conservation (shared/reference/sync-bugs.md): every item shown to an account is in Master's
 * store for that account, and nothing is there that was never shown to it.
 */
export const nothingLost: Invariant = {
  id,
  scope: 'run',
  title: 'nothing is lost',
  description:
    'Every item that a page showed to an account arrives in Master’s store as that account’s, and the store holds none of an account that no page showed to it. Shown is what the recording’s own truth says of each answer sent; stored is what Master’s REST answers hold, or its store.merge spans where nobody asked. After bad weather, what was shown before the last fault healed is there when the time to catch up is over.',
  judge(question) {
    const { record } = question
    const from = record.startMs
    const all = itemsByHop(record, { fromMs: from, toMs: question.window.toMs })
    const source = hops.find((hop) => itemsAt(all, hop).size > 0)
    const sink = itemsAt(all, stateHop).size > 0 || stateAsked(question) ? stateHop : lastSpanHop()
    if (source === undefined) {
      return judgement(id, 0, [], 'No page showed any item, so nothing could be lost or kept.')
    }
    const shown = itemsAt(all, source)
    const due = dueItems(question, source, from)
    const arrived = latestState(question) ?? itemsAt(all, sink)
    const several = new Set([...shown.accounts, ...arrived.accounts]).size > 1
    const story = { question, source, sink, several }
    const lost = due.minus(arrived)
    const findings = [
      ...lostFindings({ ...story, all, lost }),
      ...(lost.size === 0 ? lateItems(question, id) : []),
      ...phantomFindings({ ...story, phantoms: arrived.minus(shown) }),
    ]
    return judgement(id, due.size, findings, 'Every item was shown too late to have arrived yet.')
  },
}

function itemsAt(all: ItemsByHop, hop: string): AccountItems {
  return all.get(hop) ?? new AccountItems()
}

/**
 * Items shown early enough that they must have arrived by the window's end, or before a fault came
 * that still keeps them from it.
 */
function dueItems(question: Question, source: string, fromMs: number): AccountItems {
  const toMs = dueMs(question)
  return itemsAt(itemsByHop(question.record, { fromMs, toMs }), source)
}

function stateAsked(question: Question): boolean {
  return question.record.entries('state').some((s) => s.at < question.window.toMs)
}

/** What Master held when last asked before the window's end; undefined if nobody asked. */
function latestState({ record, window }: Question): AccountItems | undefined {
  const asked = record.entries('state').filter(({ at }) => at < window.toMs)
  const latest = new Map(asked.map((state) => [state.accountId, state]))
  return latest.size === 0 ? undefined : itemsOfEntries(latest.values())
}

function lastSpanHop(): string {
  return hops.at(-2) ?? stateHop
}

interface Story {
  question: Question
  source: string
  sink: string
  /** More than one account is in it, so each has to be named. */
  several: boolean
}

interface Lost extends Story {
  lost: AccountItems
  /** What was seen at each hop since the run began. */
  all: ItemsByHop
}

/** One finding for each place between two hops at which items vanish. */
function lostFindings(story: Lost): Finding[] {
  const { lost, all, source } = story
  const lostAfter = new Map<string, AccountItems>()
  for (const [account, item] of lost) {
    const hop = hops.findLast((hop) => itemsAt(all, hop).has(account, item)) ?? source
    const known = lostAfter.get(hop) ?? new AccountItems()
    lostAfter.set(hop, known)
    known.add(account, [item])
  }
  return [...lostAfter].map(([hop, items]) => lostFinding(story, hop, items))
}

function lostFinding(story: Lost, hop: string, items: AccountItems): Finding {
  const { question, source, sink, several } = story
  const { record, window } = question
  const nextHop = hops[hops.indexOf(hop) + 1] ?? sink
  const spans = [...spansCarrying(record, hop, items), ...spansCarrying(record, nextHop, items)]
  const passing = itemsByHop(record, window)
  const { accounts } = items
  const at = (place: string) => itemsAt(passing, place).sizeOf(accounts)
  const came = Math.max(at(hop), items.size)
  const whose = several ? ofAccounts(accounts) : ''
  return {
    invariant: id,
    verdict: 'fail',
    hop,
    nextHop,
    summary: `Sync stops between ${hop} (${count(came, 'item')}) and ${nextHop} (${at(nextHop)}): ${count(items.size, 'item')}${whose} never arrived.`,
    evidence: spans.slice(-20).map((span) => span.spanId),
    items: itemNames(items),
    atMs: spans.at(-1)?.endMs ?? window.toMs,
    ...(spans[0] ? { instance: spans[0].instance } : {}),
    basis: source === pageHop && sink === stateHop ? 'observed' : 'telemetry',
  }
}

function phantomFindings(story: Story & { phantoms: AccountItems }): Finding[] {
  const { question, source, several, phantoms } = story
  if (phantoms.size === 0) return []
  const items = itemNames(phantoms)
  const { accounts } = phantoms
  const whose = several ? ofAccounts(accounts) : ''
  const toWhom = several ? ` to ${accounts.length === 1 ? 'it' : 'them'}` : ''
  return [
    {
      invariant: id,
      verdict: 'fail',
      hop: source,
      summary: `Master holds ${count(phantoms.size, 'item')}${whose} that no page showed${toWhom}: ${items.slice(0, 3).join(', ')}.`,
      evidence: [],
      items,
      atMs: question.window.toMs,
      basis: source === pageHop ? 'observed' : 'telemetry',
    },
  ]
}
