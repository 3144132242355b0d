import { trace } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { isFailed, testTelemetry } from '../testing/test-telemetry.ts'
import { withSpan } from './with-span.ts'

test('what is thrown is on the span and goes on to the caller', async () => {
  const telemetry = testTelemetry()
  const failing = withSpan(telemetry.tracer, 'sync.push', {}, () => {
    throw new TypeError('broken')
  })
  await expect(failing).rejects.toThrow('broken')
  const [span] = telemetry.spans('sync.push')
  expect(isFailed(span)).toBe(true)
  expect(span?.events[0]?.attributes?.['exception.type']).toBe('TypeError')
})

test('spans inside are children, unless they begin a trace or the outer one is detached', async () => {
  const telemetry = testTelemetry()
  const { tracer } = telemetry
  await withSpan(tracer, 'sync.snapshot', {}, async () => {
    await withSpan(tracer, 'sync.push', {}, () => undefined)
    await withSpan(tracer, 'crawl.round', { root: true }, () => undefined)
  })
  await withSpan(tracer, 'worker.start', { detached: true }, () => {
    expect(trace.getActiveSpan()).toBeUndefined()
  })
  const [outer] = telemetry.spans('sync.snapshot')
  expect(telemetry.spans('sync.push')[0]?.parentSpanContext?.spanId).toBe(
    outer?.spanContext().spanId,
  )
  expect(telemetry.spans('crawl.round')[0]?.parentSpanContext).toBeUndefined()
})
