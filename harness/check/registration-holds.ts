import { type Processed, processedMessages, surelyBefore } from '../trace/messages.ts'
import type { RunRecord } from '../trace/run-record.ts'
import { itemsOf } from '../trace/span.ts'
import { concerns, type Finding, type Invariant, judgement } from './finding.ts'

const id = 'I5'
const registerType = 'worker:register'
const unregistered = 'UNREGISTERED'

/**
 * I5, identity (shared/reference/sync-bugs.md): a worker that has registered stays who it is. It
 * rests on the order in which Master ended its spans and on the names of connections, and on times
 * only of one process among themselves.
 */
export const registrationHolds: Invariant = {
  id,
  scope: 'window',
  title: 'a registration holds',
  description:
    'No message is refused as UNREGISTERED (hiscrm.message.refusal) on a connection (hiscrm.connection.id) over which its worker had registered with the same Master process, unless the worker has registered over another connection since.',
  applies: ({ record }) => registrations(record).length > 0,
  judge(question) {
    const { record } = question
    const registered = registrations(record)
    const findings = processedMessages(record)
      .filter(({ refusal }) => refusal === unregistered)
      .filter(({ span }) => concerns(question, span))
      .flatMap((refused) => {
        const registration = standing(refused, registered)
        return registration ? [notKnown(record, refused, registration)] : []
      })
    return judgement(id, registered.length, findings, 'No worker has registered.')
  },
}

function registrations(record: RunRecord): Processed[] {
  return processedMessages(record).filter(
    ({ type, refusal, connectionId, span }) =>
      type === registerType &&
      refusal === undefined &&
      connectionId !== undefined &&
      span.status !== 'error' &&
      workerOf({ span }) !== undefined,
  )
}

function workerOf({ span }: Pick<Processed, 'span'>): string | undefined {
  const worker = span.attributes['hiscrm.worker.id']
  return typeof worker === 'string' ? worker : undefined
}

/** The registration that a refused message could rely on. */
function standing(refused: Processed, registered: readonly Processed[]): Processed | undefined {
  const inMaster = registered.filter(({ span }) => span.instance === refused.span.instance)
  const own = inMaster.findLast(
    (r) => r.connectionId === refused.connectionId && surelyBefore(r, refused),
  )
  if (own === undefined) return undefined
  const replaced = inMaster.some(
    (r) =>
      r.connectionId !== own.connectionId &&
      workerOf(r) === workerOf(own) &&
      !surelyBefore(r, own) &&
      !surelyBefore(refused, r),
  )
  return replaced ? undefined : own
}

function notKnown(record: RunRecord, refused: Processed, registration: Processed): Finding {
  const { span, type } = refused
  const worker = workerOf(registration) ?? 'A worker'
  return {
    invariant: id,
    verdict: 'fail',
    hop: span.name,
    summary: `${record.hostOf(span.instance)} no longer knew ${worker}, which had registered over that very connection: it refused ${type}.`,
    evidence: [registration.span.spanId, span.spanId],
    items: [...itemsOf(span)],
    atMs: span.endMs,
    instance: span.instance,
    basis: 'telemetry',
  }
}
