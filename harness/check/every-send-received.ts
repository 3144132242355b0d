import { processedMessages } from '../trace/messages.ts'
import type { RunRecord } from '../trace/run-record.ts'
import { itemsOf, type Span } from '../trace/span.ts'
import { type Finding, type Invariant, judgement } from './finding.ts'

const id = 'I2'
/** A message may be this long under way before it counts as not received. */
const deliveryLimitMs = 500

/**
 * I2 (shared/reference/sync-bugs.md): every send has a receiver. A send that is known to have
 * failed, by its own span or by the one around it that awaits the answer, is no business of this
 * check; nor is one that a killed process received, which had no time to tell.
 */
export const everySendReceived: Invariant = {
  id,
  scope: 'window',
  title: 'every send is received',
  description: `Every span with messaging.operation.type send that ended well, as did the span around it, has a child span in another process, within ${deliveryLimitMs} ms, unless its connection was to a process that was killed.`,
  judge({ record, window, final, graceMs }) {
    const until = final ? window.toMs : window.toMs - Math.max(graceMs, deliveryLimitMs)
    const sends = record.spans.filter(
      (span) =>
        span.attributes['messaging.operation.type'] === 'send' &&
        span.status !== 'error' &&
        isWell(record, span) &&
        span.endMs >= window.fromMs &&
        span.endMs < until,
    )
    const findings = sends
      .filter((send) => !record.children(send).some((child) => child.instance !== send.instance))
      .filter((send) => !isGoneWithReceiver(record, send))
      .map((send) => notReceived(send, record.hostOf(send.instance)))
    return judgement(id, sends.length, findings, 'No message was sent, so none could be received.')
  },
}

/** What awaits the answer has not failed, and does not wait any more. */
function isWell(record: RunRecord, { parentSpanId }: Span): boolean {
  if (parentSpanId === undefined) return true
  const around = record.span(parentSpanId)
  return around !== undefined && around.status !== 'error'
}

function isGoneWithReceiver(record: RunRecord, send: Span): boolean {
  const connection = send.attributes['hiscrm.connection.id']
  const killed = record.entries('process').filter((p) => p.phase === 'killed')
  if (connection === undefined || killed.length === 0) return false
  const ends = record.answer(endsOfConnections).get(String(connection)) ?? []
  const others = ends.filter((instance) => instance !== send.instance)
  return others.length === 0 || killed.some((p) => others.includes(p.instance))
}

/** Which processes received anything over each connection. */
function endsOfConnections(record: RunRecord): ReadonlyMap<string | undefined, string[]> {
  const ends = new Map<string | undefined, string[]>()
  for (const { connectionId, span } of processedMessages(record)) {
    const known = ends.get(connectionId)
    if (known === undefined) ends.set(connectionId, [span.instance])
    else if (!known.includes(span.instance)) known.push(span.instance)
  }
  return ends
}

function notReceived(send: Span, host: string): Finding {
  const type = String(send.attributes['hiscrm.message.type'] ?? send.name)
  return {
    invariant: id,
    verdict: 'fail',
    hop: send.name,
    summary: `${host} sent ${type} and nobody received it.`,
    evidence: [send.spanId],
    items: [...itemsOf(send)],
    atMs: send.endMs,
    instance: send.instance,
    basis: 'telemetry',
  }
}
