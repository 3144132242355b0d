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
  const byAttributes = new Node()
  const sums = new Map<string, Tally>()
  observable.addCallback((result) => {
    for (const { attributes, sum } of sums.values()) result.observe(sum, attributes)
  })
  const begin = (given: Attributes): Tally => {
    const attributes = Object.fromEntries(
      Object.entries(given).sort(([a], [b]) => (a < b ? -1 : 1)),
    )
    const key = JSON.stringify(attributes)
    const tally = sums.get(key) ?? { attributes, sum: 0 }
    sums.set(key, tally)
    return tally
  }
  return {
    add(value, attributes = {}) {
      let node = byAttributes
      for (const name in attributes) node = node.at(name, attributes[name])
      node.tally ??= begin(attributes)
      node.tally.sum += value
    },
  }
}

/** Where attributes lead, one after the other as they were given; many ways may lead to one tally. */
class Node {
  tally: Tally | undefined
  readonly #next = new Map<string, Map<unknown, Node>>()

  at(name: string, value: unknown): Node {
    let byValue = this.#next.get(name)
    if (byValue === undefined) {
      byValue = new Map()
      this.#next.set(name, byValue)
    }
    // A list is another one each time it is given.
    const key = typeof value === 'object' ? JSON.stringify(value) : value
    let node = byValue.get(key)
    if (node === undefined) {
      node = new Node()
      byValue.set(key, node)
    }
    return node
  }
}
