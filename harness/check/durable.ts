import { accountOf, itemsOfSpans, spansCarrying } from '../trace/hops.ts'
import { processedMessages } from '../trace/messages.ts'
import type { RunRecord } from '../trace/run-record.ts'
import type { Span } from '../trace/span.ts'
import {
  concerns,
  count,
  type Finding,
  type Invariant,
  itemNames,
  judgement,
  ofAccounts,
} from './finding.ts'

const id = 'I9'
const loadSpan = 'store.load'

/** What a process held when it began, of what earlier ones on its host had acknowledged. */
interface Restart {
  host: string
  instance: string
  loads: readonly Span[]
  acknowledged: readonly Span[]
}

/**
 * I9, durability (shared/reference/sync-bugs.md): what Master acknowledged outlives it. It rests on
 * what workers tell of acknowledgements, since a killed process tells no more, and on connections
 * instead of times: each belongs to one life of Master.
 */
export const durable: Invariant = {
  id,
  scope: 'window',
  title: 'what was acknowledged is kept',
  description:
    'Every item of a sync.push that ended well, and whose connection (hiscrm.connection.id) was to an earlier process of the same host, is among those of its account that a process which starts there names in its store.load spans. Not asked where no process was followed by another, or none has a store.load, or it names only some (hiscrm.item.ids_cut).',
  applies: ({ record }) => restartsOf(record).length > 0,
  judge(question) {
    const restarts = restartsOf(question.record).filter(({ loads }) =>
      loads.some((load) => concerns(question, load)),
    )
    const examined = restartsOf(question.record).length
    const findings = restarts.flatMap((restart) => forgotten(question.record, restart))
    return judgement(id, examined, findings, 'No process was started again.')
  },
}

function restartsOf(record: RunRecord): readonly Restart[] {
  return record.answer(findRestarts)
}

function findRestarts(record: RunRecord): readonly Restart[] {
  const lives = record.entries('process').filter((p) => p.phase === 'started')
  const byHost = [...Map.groupBy(lives, ({ host }) => host)].filter(([, { length }]) => length > 1)
  // Dear in a run of days, and most have no restart.
  if (byHost.length === 0) return []
  const acknowledged = acknowledgedPushes(record)
  return byHost.flatMap(([host, processes]) =>
    processes.flatMap(({ instance }, index): Restart[] => {
      const loads = record
        .spansNamed(loadSpan)
        .filter((s) => s.instance === instance && s.status !== 'error')
      if (loads.length === 0) return []
      // Where the list of what was loaded is cut, what is not on it may well be there.
      const cut = new Set(
        loads.filter((s) => s.attributes['hiscrm.item.ids_cut']).map((s) => accountOf(record, s)),
      )
      const before = processes
        .slice(0, index)
        .flatMap((p) => acknowledged.get(p.instance) ?? [])
        .filter((push) => !cut.has('') && !cut.has(accountOf(record, push)))
      return before.length === 0 ? [] : [{ host, instance, loads, acknowledged: before }]
    }),
  )
}

/** Syncs that ended well, by the process that acknowledged them. */
function acknowledgedPushes(record: RunRecord): Map<string, Span[]> {
  const byConnection = new Map(
    processedMessages(record).flatMap(({ connectionId, span }): [string, string][] =>
      connectionId === undefined ? [] : [[connectionId, span.instance]],
    ),
  )
  const pushes = new Map<string, Span[]>()
  for (const push of record.spansNamed('sync.push')) {
    if (push.status === 'error') continue
    for (const child of record.children(push)) {
      const instance = byConnection.get(String(child.attributes['hiscrm.connection.id']))
      if (instance === undefined || instance === push.instance) continue
      const known = pushes.get(instance)
      if (known) known.push(push)
      else pushes.set(instance, [push])
    }
  }
  return pushes
}

/** The acknowledged items that are not there any more. */
function forgotten(record: RunRecord, restart: Restart): Finding[] {
  const { host, instance, loads, acknowledged } = restart
  const due = itemsOfSpans(record, acknowledged)
  const gone = due.minus(itemsOfSpans(record, loads))
  if (gone.size === 0) return []
  const { accounts } = gone
  const before = new Set(acknowledged)
  const proof = spansCarrying(record, 'sync.push', gone).filter((push) => before.has(push))
  return [
    {
      invariant: id,
      verdict: 'fail',
      hop: 'sync.push',
      nextHop: loadSpan,
      summary: `${host} had acknowledged ${count(due.sizeOf(accounts), 'item')}${ofAccounts(accounts)} and had lost ${gone.size} of them when it was started again.`,
      evidence: [...proof.slice(-10), ...loads.slice(-10)].map(({ spanId }) => spanId),
      items: itemNames(gone),
      atMs: loads.at(-1)?.endMs ?? 0,
      instance,
      basis: 'telemetry',
    },
  ]
}
