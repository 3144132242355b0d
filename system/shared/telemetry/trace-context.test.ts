import { defaultTextMapGetter, defaultTextMapSetter, ROOT_CONTEXT, trace } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import {
  continueTrace,
  formatTraceparent,
  parseTraceparent,
  w3cPropagator,
} from './trace-context.ts'

const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`

test('a traceparent is read and written without change', () => {
  const span = parseTraceparent(traceparent)
  expect(span).toMatchObject({ isRemote: true, traceFlags: 1 })
  if (span !== undefined) expect(formatTraceparent(span)).toBe(traceparent)
})

test.each(['', 'nonsense', `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, `${traceparent}-x`])(
  'the traceparent %j names no span',
  (text) => {
    expect(parseTraceparent(text)).toBeUndefined()
    expect(continueTrace(ROOT_CONTEXT, { traceparent: text })).toBe(ROOT_CONTEXT)
  },
)

test('the propagator carries a span and its state through a carrier', () => {
  const carrier: Record<string, string> = {}
  const from = continueTrace(ROOT_CONTEXT, { traceparent, tracestate: 'vendor=1' })
  w3cPropagator.inject(from, carrier, defaultTextMapSetter)
  expect(carrier).toEqual({ traceparent, tracestate: 'vendor=1' })
  const to = w3cPropagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter)
  expect(trace.getSpanContext(to)?.spanId).toBe('b'.repeat(16))
})
