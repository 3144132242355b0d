import { type Processed, processedMessages } from '../trace/messages.ts'
import type { RunRecord } from '../trace/run-record.ts'
import { itemsOf } from '../trace/span.ts'
import { concerns, type Finding, type Invariant, judgement } from './finding.ts'

const id = 'I7'

/** I7, idempotence (shared/reference/sync-bugs.md): a message is acted on at most once. */
export const onceOnly: Invariant = {
  id,
  scope: 'window',
  title: 'a message is processed once only',
  description:
    'No two spans with messaging.operation.type process have the same messaging.message.id, in whichever processes, unless all but one of them refused it (hiscrm.message.refusal).',
  applies: ({ record }) => takenIn(record).length > 0,
  judge(question) {
    const all = takenIn(question.record)
    const again = [...Map.groupBy(all, ({ messageId }) => messageId).values()].flatMap(
      ([first, ...others]) => (first ? others.map((other) => ({ first, other })) : []),
    )
    const findings = again
      .filter(({ other }) => concerns(question, other.span))
      .map(({ first, other }) => twice(question.record, first, other))
    return judgement(id, all.length, findings, 'No message was processed.')
  },
}

function takenIn(record: RunRecord): Processed[] {
  return processedMessages(record).filter(({ refusal }) => refusal === undefined)
}

function twice(record: RunRecord, first: Processed, other: Processed): Finding {
  const { span } = other
  const merges = [first.span, span].flatMap((receive) => record.children(receive))
  return {
    invariant: id,
    verdict: 'fail',
    hop: span.name,
    summary: `${record.hostOf(span.instance)} processed one and the same ${other.type} more than once.`,
    evidence: [first.span, span, ...merges].map(({ spanId }) => spanId),
    items: [...itemsOf(span)],
    atMs: span.endMs,
    instance: span.instance,
    basis: 'telemetry',
  }
}
