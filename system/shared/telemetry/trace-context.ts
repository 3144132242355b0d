/** W3C Trace Context in message envelopes, and as OpenTelemetry's propagator. */
import {
  type Context,
  createTraceState,
  isSpanContextValid,
  type SpanContext,
  type TextMapGetter,
  type TextMapPropagator,
  type TextMapSetter,
  trace,
} from '@opentelemetry/api'
import type { MessageTrace } from '../protocol/envelope.ts'

const form = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

export function formatTraceparent(span: SpanContext): string {
  const flags = span.traceFlags.toString(16).padStart(2, '0')
  // Joined, not concatenated: at a text that is still in pieces JSON.stringify begins all over again
  // in its slow way, and this one comes last in a message.
  return ['00', span.traceId, span.spanId, flags].join('-')
}

/** The span that a `traceparent` names, as one of another process; undefined where it is none. */
export function parseTraceparent(
  traceparent: string,
  tracestate?: string,
): SpanContext | undefined {
  const [, traceId, spanId, flags] = form.exec(traceparent) ?? []
  if (traceId === undefined || spanId === undefined || flags === undefined) return undefined
  const span: SpanContext = {
    traceId,
    spanId,
    traceFlags: Number.parseInt(flags, 16) & 1,
    isRemote: true,
    ...(tracestate === undefined ? {} : { traceState: createTraceState(tracestate) }),
  }
  return isSpanContextValid(span) ? span : undefined
}

/** What a message says about the trace it belongs to. */
export function messageTrace(span: SpanContext, links?: MessageTrace['links']): MessageTrace {
  const tracestate = span.traceState?.serialize()
  return {
    traceparent: formatTraceparent(span),
    ...(tracestate ? { tracestate } : {}),
    ...(links === undefined || links.length === 0 ? {} : { links }),
  }
}

/** `context` with the sender's span as its parent; unchanged where the message names none. */
export function continueTrace(context: Context, from: MessageTrace | undefined): Context {
  const parent = from && parseTraceparent(from.traceparent, from.tracestate)
  return parent === undefined ? context : trace.setSpanContext(context, parent)
}

/** The propagator for whoever asks OpenTelemetry's global one. */
export const w3cPropagator: TextMapPropagator = {
  inject(context: Context, carrier: unknown, setter: TextMapSetter) {
    const span = trace.getSpanContext(context)
    if (span === undefined || !isSpanContextValid(span)) return
    const { traceparent, tracestate } = messageTrace(span)
    setter.set(carrier, 'traceparent', traceparent)
    if (tracestate !== undefined) setter.set(carrier, 'tracestate', tracestate)
  },
  extract(context: Context, carrier: unknown, getter: TextMapGetter) {
    const first = (name: string) => [getter.get(carrier, name) ?? []].flat()[0]
    const traceparent = first('traceparent')
    const tracestate = first('tracestate')
    if (traceparent === undefined) return context
    return continueTrace(context, {
      traceparent,
      ...(tracestate === undefined ? {} : { tracestate }),
    })
  },
  fields: () => ['traceparent', 'tracestate'],
}
