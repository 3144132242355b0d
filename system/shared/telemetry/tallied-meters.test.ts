import { MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics'
import { expect, test } from 'vitest'
import { talliedCounter, talliedMeters } from './tallied-meters.ts'

class TestReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {
    // Only collect is called.
  }
  protected override async onShutdown(): Promise<void> {
    // Nor is it ever shut down.
  }
}

async function pointsOf(count: (meters: MeterProvider) => void) {
  const reader = new TestReader()
  count(new MeterProvider({ readers: [reader] }))
  const read = async () => {
    const { resourceMetrics } = await reader.collect()
    return resourceMetrics.scopeMetrics.flatMap(({ metrics }) =>
      metrics.flatMap(({ descriptor, dataPoints }) =>
        dataPoints.map(({ attributes, value }) => ({ name: descriptor.name, attributes, value })),
      ),
    )
  }
  return { first: await read(), again: await read() }
}

const counts = (meters: Pick<MeterProvider, 'getMeter'>): void => {
  const meter = meters.getMeter('m')
  const counter = meter.createCounter('c')
  counter.add(1, { b: 'x', a: 1 })
  counter.add(2, { a: 1, b: 'x' })
  meters.getMeter('m').createCounter('c').add(4, { a: 1, b: 'x' })
  counter.add(1)
  const live = meter.createUpDownCounter('live')
  live.add(1)
  live.add(-1)
  live.add(1)
}

test('tallied counters say what the SDK’s own say, also when they are read again', async () => {
  const own = await pointsOf(counts)
  const tallied = await pointsOf((meters) => counts(talliedMeters(meters)))
  expect(tallied).toEqual(own)
  expect(tallied.first).toContainEqual({ name: 'c', attributes: { a: 1, b: 'x' }, value: 7 })
  expect(tallied.again).toEqual(tallied.first)
})

test('a counter that is asked for twice has one sum', async () => {
  const { first } = await pointsOf((meters) => {
    const meter = meters.getMeter('m')
    talliedCounter(meter, 'c').add(1)
    talliedCounter(meter, 'c').add(1)
  })
  expect(first).toEqual([{ name: 'c', attributes: {}, value: 2 }])
})
