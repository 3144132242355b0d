import { expect, test } from 'vitest'
import { seedModel } from '../samples/seed.ts'
import { filterTraces } from './span-filter.ts'
import { indexSpans } from './span-index.ts'

const model = seedModel()
const index = indexSpans(model.spans)

test('finds each span again under its id and its trace', () => {
  expect(index.byId.size).toBe(model.spans.length)
  const inTraces = index.traces.reduce((sum, trace) => sum + trace.spans.length, 0)
  expect(inTraces).toBe(model.spans.length)
})

test('knows which spans link to a span', () => {
  const linking = model.spans.find((span) => span.links.length > 0)
  const linked = linking?.links[0]?.spanId ?? ''
  expect(index.linkedFrom.get(linked)).toContain(linking)
})

test('keeps traces with every word of the filter, whatever its case', () => {
  expect(filterTraces(index.traces, 'PUSH typeerror', false)).toHaveLength(model.caught.length)
  expect(filterTraces(index.traces, '爬山', false).length).toBeGreaterThan(0)
  expect(filterTraces(index.traces, 'nowhere to be found', false)).toEqual([])
})

test('keeps only traces with errors when asked to', () => {
  const traces = filterTraces(index.traces, '', true)
  expect(traces).toHaveLength(model.caught.length)
  expect(traces.every((trace) => trace.errors > 0)).toBe(true)
})
