import { troublesOf } from '../trace/disturbances.ts'
import type { RunRecord } from '../trace/run-record.ts'
import { itemsOf, type Span } from '../trace/span.ts'
import { type Finding, type Invariant, judgement } from './finding.ts'

const id = 'I2'
/** A message may be this long under way before it counts as not received. */
const deliveryLimitMs = 500

/**
 * I2 (shared/reference/sync-bugs.md): every send has a receiver. A send whose own span ended in
 * error is a known failure and no business of this check.
 */
export const everySendReceived: Invariant = {
  id,
  scope: 'window',
  title: 'every send is received',
  description: `Every span with messaging.operation.type send that ended well has a child span in another process, within ${deliveryLimitMs} ms. One that a fault of the world kept from its receiver need not, if what sent it says so itself by ending in error, or has not ended; nor one whose receiver was killed before it handed its spans over.`,
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
      .filter((send) => unreceived.has(send.spanId))
      .filter((send) => !mayBeUnknown(send, record) && !isKnownFailure(send, record))
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

/**
 * A fault of the world was about between the sending and the end of what sent it, and that knows:
 * it ended in error. Or it has not ended: it still waits, or was killed waiting.
 */
function isKnownFailure(send: Span, record: RunRecord): boolean {
  const sender = send.parentSpanId === undefined ? undefined : record.span(send.parentSpanId)
  if (sender !== undefined && sender.status !== 'error') return false
  const untilMs = sender?.endMs ?? Number.POSITIVE_INFINITY
  return troublesOf(record, record.hostOf(send.instance), peerOf(send)).some(
    ({ fromMs, toMs }) => fromMs <= untilMs && toMs >= send.startMs,
  )
}

/**
 * The receiver may have been there and its span be gone with it: it was killed, and the last span
 * that it handed over is older than the answer. (Spans are handed over in the order of their ends.)
 */
function mayBeUnknown(send: Span, record: RunRecord): boolean {
  const sender = send.parentSpanId === undefined ? undefined : record.span(send.parentSpanId)
  const answeredMs = sender?.endMs ?? Number.POSITIVE_INFINITY
  const host = record.hostOf(send.instance)
  const isReceiver = (other: string) =>
    host.startsWith('worker') ? !other.startsWith('worker') : other === peerOf(send)
  return record
    .entries('process')
    .filter((end) => end.phase === 'killed' && isReceiver(end.host) && end.at >= send.startMs)
    .some((end) => lastSpanMs(record, end.instance) < answeredMs && isFirstEnd(record, end, send))
}

/** The worker that it is about: of a message from Master, the one that gets it. */
function peerOf(send: Span): string | undefined {
  const worker = send.attributes['hiscrm.worker.id']
  return typeof worker === 'string' ? worker : undefined
}

/** Of a host's lives, the one that was there, or was the next to be there, when it was sent. */
function isFirstEnd(record: RunRecord, end: { host: string; at: number }, send: Span): boolean {
  return !record
    .entries('process')
    .some(
      (p) => p.phase !== 'started' && p.host === end.host && p.at >= send.startMs && p.at < end.at,
    )
}

function lastSpanMs(record: RunRecord, instance: string): number {
  return record.spans.reduce((t, s) => (s.instance === instance ? Math.max(t, s.endMs) : t), 0)
}
