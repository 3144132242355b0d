import type { Counter, Meter, ObservableResult } from '@opentelemetry/api'
import { type CounterName, type GaugeName, metricEntries } from './catalogue-metrics.ts'
import { talliedCounter } from './tallied-meters.ts'

/** A counter as the catalogue describes it. */
export function counter(meter: Meter, name: CounterName): Counter {
  const { unit, meaning } = metricEntries[name]
  return talliedCounter(meter, name, { unit, description: meaning })
}

/** A gauge as the catalogue describes it, read whenever metrics are collected. */
export function gauge(
  meter: Meter,
  name: GaugeName,
  observe: (result: ObservableResult) => void,
): void {
  const { unit, meaning } = metricEntries[name]
  meter.createObservableGauge(name, { unit, description: meaning }).addCallback(observe)
}
