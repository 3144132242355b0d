import { processedMessages } from '../trace/messages.ts'
import type { RunRecord } from '../trace/run-record.ts'
import { itemsOf, type Span } from '../trace/span.ts'
import { type Finding, type Invariant, judgement } from './finding.ts'

const id = 'I2'
/** A message may be this long under way before it counts as not received. */
const deliveryLimitMs = 500

/**
 * I2 (shared/reference/sync-bugs.md): every send has a receiver, or its sender knows that it has
 * none: what waited for the acknowledgement ended in error. A sender that was killed before it
 * could know is excused, and so is what a killed process received and had no time to tell.
 */
export const everySendReceived: Invariant = {
  id,
  scope: 'window',
  title: 'every send is received',
  description: `Every span with messaging.operation.type send that ended well has a child span in another process, within ${deliveryLimitMs} ms; or a span around it ended in error, since no acknowledgement came; or its connection was to a process that was killed.`,
  judge({ record, window, final, graceMs }) {
    const until = final ? window.toMs : window.toMs - Math.max(graceMs, deliveryLimitMs)
    const sends = record.spans.filter(
      (span) =>
        span.attributes['messaging.operation.type'] === 'send' &&
        span.status !== 'error' &&
        span.endMs >= window.fromMs &&
        span.endMs < until,
    )
    const unreceived = withoutReceiver(sends, record.spans)
    const findings = sends
      .filter((send) => unreceived.has(send.spanId) && !isKnown(send, record, final))
      .filter((send) => !isGoneWithReceiver(record, send))
      .map((send) => notReceived(send, record.hostOf(send.instance)))
    return judgement(id, sends.length, findings, 'No message was sent, so none could be received.')
  },
}

/** Ids of the sends that have no child in another process. */
function withoutReceiver(sends: readonly Span[], spans: readonly Span[]): ReadonlySet<string> {
  const waiting = new Map(sends.map((send) => [send.spanId, send.instance]))
  for (const { parentSpanId, instance } of spans) {
    if (parentSpanId === undefined) continue
    const sender = waiting.get(parentSpanId)
    if (sender !== undefined && sender !== instance) waiting.delete(parentSpanId)
  }
  return new Set(waiting.keys())
}

function isKnown(send: Span, record: RunRecord, final: boolean): boolean {
  let parentId = send.parentSpanId
  while (parentId !== undefined) {
    const around = record.span(parentId)
    // It goes on: whoever waits in it may yet be told.
    if (around === undefined) return !final || wasKilled(send.instance, record)
    if (around.status === 'error') return true
    parentId = around.parentSpanId
  }
  return false
}

function wasKilled(instance: string, record: RunRecord): boolean {
  return record.entries('process').some((p) => p.instance === instance && p.phase === 'killed')
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
