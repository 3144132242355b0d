import type {
  Attributes,
  Meter,
  MeterProvider,
  MetricOptions,
  Observable,
  UpDownCounter,
} from '@opentelemetry/api'

interface Tally {
  attributes: Attributes
  sum: number
}

/** Counters of each meter by name: whoever asks for one again adds to the same sums. */
const counters = new WeakMap<Meter, Map<string, UpDownCounter>>()

/**
 * Counters that only add while they count. The SDK's own sort and serialise the attributes of
 * every single addition, which costs more than all else that is done for a span; these are read
 * when metrics are collected, and say the same then.
 */
export function talliedMeters(meters: MeterProvider): MeterProvider {
  return {
    getMeter: (...args) => {
      const meter = meters.getMeter(...args)
      const tallied: Meter = Object.create(meter)
      tallied.createCounter = (name, options) => talliedCounter(meter, name, options)
      tallied.createUpDownCounter = (name, options) =>
        known(meter, name, () => tally(meter.createObservableUpDownCounter(name, options)))
      return tallied
    },
  }
}

export function talliedCounter(meter: Meter, name: string, options?: MetricOptions): UpDownCounter {
  return known(meter, name, () => tally(meter.createObservableCounter(name, options)))
}

function known(meter: Meter, name: string, make: () => UpDownCounter): UpDownCounter {
  const ofMeter = counters.get(meter) ?? new Map<string, UpDownCounter>()
  counters.set(meter, ofMeter)
  const counter = ofMeter.get(name) ?? make()
  ofMeter.set(name, counter)
  return counter
}

function tally(observable: Observable): UpDownCounter {
  /** By their attributes in whatever order they were given; a sum may have several keys. */
  const byKey = new Map<string, Tally>()
  const sums = new Map<string, Tally>()
  observable.addCallback((result) => {
    for (const { attributes, sum } of sums.values()) result.observe(sum, attributes)
  })
  const begin = (key: string, given: Attributes): Tally => {
    const attributes = Object.fromEntries(
      Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)),
    )
    const sorted = keyOf(attributes)
    const entry = sums.get(sorted) ?? { attributes, sum: 0 }
    sums.set(sorted, entry)
    byKey.set(key, entry)
    return entry
  }
  return {
    add(value, attributes = {}) {
      const key = keyOf(attributes)
      const entry = byKey.get(key) ?? begin(key, attributes)
      entry.sum += value
    },
  }
}

function keyOf(attributes: Attributes): string {
  let key = ''
  for (const name in attributes) key += `${name}\u0000${String(attributes[name])}\u0000`
  return key
}
