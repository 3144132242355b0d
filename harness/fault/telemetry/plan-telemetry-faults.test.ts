import { expect, test, vi } from 'vitest'
import { metricLine, recordOf, spanLine } from '../../trace/make-record.ts'
import { telemetryFault, telemetryFaults } from '../faults.ts'
import { planTelemetryFaults } from './plan-telemetry-faults.ts'

function plan(name: string, options: Record<string, string> = {}) {
  const kind = telemetryFaults.find((k) => k.name === name)
  if (kind === undefined) throw new Error(`There is no telemetry fault ${name}.`)
  const fault = telemetryFault(kind, options)
  const reached = vi.fn()
  return { fault, reached, ...planTelemetryFaults([fault], reached) }
}
const body = spanLine({ name: 'x' })

test('lostSpans takes every n-th span out of what is stored and leaves the rest', () => {
  const { tamper, reached } = plan('lostSpans', { every: '3' })
  const results = [1, 2, 3, 4].map(() => tamper?.('traces', body))
  expect(results.map((r) => r && 'replaced' in r)).toEqual([undefined, undefined, true, undefined])
  expect(JSON.stringify(results[2])).not.toContain('"name":"x"')
  expect(reached).toHaveBeenCalledTimes(1)
})

test('refusedTelemetry refuses spans and lets metrics through', () => {
  const { tamper } = plan('refusedTelemetry')
  expect(tamper?.('traces', body)).toEqual({ answer: 400 })
  expect(tamper?.('metrics', body)).toBeUndefined()
})

test('receiverDown cuts everything from the first spans on, for its time', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    const { tamper } = plan('receiverDown', { ms: '500' })
    expect(tamper?.('metrics', body)).toBeUndefined()
    expect(tamper?.('traces', body)).toEqual({ hangUp: true })
    vi.advanceTimersByTime(499)
    expect(tamper?.('logs', body)).toEqual({ hangUp: true })
    vi.advanceTimersByTime(1)
    expect(tamper?.('traces', body)).toBeUndefined()
  } finally {
    vi.useRealTimers()
  }
})

test('fullQueue is a setting of the processes, and their own counts tell that it struck', () => {
  const { environment, seenIn, fault, tamper } = plan('fullQueue', { size: '4' })
  expect(environment).toMatchObject({ OTEL_BSP_MAX_QUEUE_SIZE: '4' })
  expect(tamper).toBeUndefined()
  expect(seenIn(recordOf())).toEqual([])
  const dropped = { name: 'otel.sdk.processor.span.processed', value: 2, errorType: 'queue_full' }
  expect(seenIn(recordOf(metricLine('w', [dropped])))).toEqual([fault])
})
