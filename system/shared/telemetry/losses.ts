import type { Attributes, Context, Counter, Meter, MeterProvider } from '@opentelemetry/api'

/**
 * Counts telemetry records that will never arrive: dropped from a full queue, refused by the
 * receiver, or not sent. They are told once, by the flush that comes after.
 */
export class Losses {
  readonly signal: string
  readonly #print: (sentence: string) => void
  #lost = 0
  #reasons = new Set<string>()

  constructor(signal: string, print: (sentence: string) => void) {
    this.signal = signal
    this.#print = print
  }

  add(count: number, reason: string): void {
    this.#lost += count
    this.#reasons.add(reason)
  }

  /** Ends a flush: says what was lost since last asked, on standard error and by throwing. */
  throwAndPrint(): void {
    const sentence = this.#take()
    if (sentence === undefined) return
    this.#print(sentence)
    throw new Error(sentence)
  }

  /** Ends a shutdown, whose caller prints what is thrown. */
  throwIfAny(): void {
    const sentence = this.#take()
    if (sentence !== undefined) throw new Error(sentence)
  }

  /** The sentence about what was lost since last asked; undefined where nothing was. */
  #take(): string | undefined {
    if (this.#lost === 0) return undefined
    const sentence = `${this.#lost} ${this.signal} could not be handed over: ${[...this.#reasons].join('; ')}.`
    this.#lost = 0
    this.#reasons.clear()
    return sentence
  }
}

/**
 * A meter provider for an SDK's self-observability that also counts the records the SDK drops
 * from a full queue, which it reports nowhere else in time.
 */
export function watchDrops(meters: MeterProvider, losses: Losses): MeterProvider {
  return {
    getMeter(name, version, options) {
      const meter = meters.getMeter(name, version, options)
      const watched: Meter = Object.create(meter)
      watched.createCounter = (...args) => watchCounter(meter.createCounter(...args), losses)
      return watched
    },
  }
}

function watchCounter(counter: Counter, losses: Losses): Counter {
  const watched: Counter = Object.create(counter)
  watched.add = (value: number, attributes?: Attributes, context?: Context) => {
    if (attributes?.['error.type'] === 'queue_full') losses.add(value, 'the queue was full')
    counter.add(value, attributes, context)
  }
  return watched
}
