/** What Master and workers really sent each other in a run, and when. */
import { z } from 'zod'
import type { Arrival } from '../../world/simulation/kernel/network.ts'
import { FrameReader, type WireMessage } from './frame-reader.ts'

const exchangeSchema = z.object({
  /** When it arrived, in virtual milliseconds since the run began. */
  atMs: z.number(),
  worker: z.string(),
  /** Length of the event's JSON in bytes, and of its acknowledgement's; 0: it never came. */
  eventBytes: z.number(),
  ackBytes: z.number(),
})
export type Exchange = z.infer<typeof exchangeSchema>

export const trafficSchema = z.object({
  /** How long the run lasted, in virtual milliseconds. */
  virtualMs: z.number(),
  /** Every message of a worker with its acknowledgement, by time. */
  exchanges: z.array(exchangeSchema),
  /** For every kind and length (`sampleKey`) the JSON of the first such message. */
  samples: z.record(z.string(), z.string()),
})
export type Traffic = z.infer<typeof trafficSchema>

export function sampleKey({ kind, jsonBytes }: WireMessage): string {
  return `${kind} ${jsonBytes}`
}

export interface TrafficTotals {
  messages: number
  /** Of all their JSON. */
  bytes: number
}

export function totals({ exchanges }: Traffic): TrafficTotals {
  return {
    messages: exchanges.reduce((sum, { ackBytes }) => sum + (ackBytes > 0 ? 2 : 1), 0),
    bytes: exchanges.reduce((sum, { eventBytes, ackBytes }) => sum + eventBytes + ackBytes, 0),
  }
}

const workerName = /^worker-\d+$/

/** Listens to the wire between the workers and Master. */
export class TrafficMeter {
  readonly #nowMs: () => number
  readonly #readers = new Map<string, FrameReader>()
  /** For each connection, under its worker's port, the exchanges that wait for their answer. */
  readonly #waiting = new Map<string, Exchange[]>()
  readonly #exchanges: Exchange[] = []
  readonly #samples: Record<string, string> = {}

  /** @param nowMs virtual milliseconds since the run began */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs
  }

  readonly onArrival = ({ from, to, bytes }: Arrival): void => {
    const up = workerName.test(from.address)
    const [worker, server] = up ? [from, to] : [to, from]
    if (!workerName.test(worker.address) || server.address !== 'master') return
    const connection = `${worker.address}:${worker.port}`
    const key = `${up ? 'up' : 'down'} ${connection}`
    let reader = this.#readers.get(key)
    if (reader === undefined) {
      const take = up
        ? (message: WireMessage) => this.#event(connection, worker.address, message)
        : (message: WireMessage) => this.#ack(connection, message)
      reader = new FrameReader((message) => {
        take(message)
        return this.#wanted(message)
      })
      this.#readers.set(key, reader)
    }
    reader.read(bytes)
  }

  trafficOf(virtualMs: number): Traffic {
    return { virtualMs, exchanges: this.#exchanges, samples: this.#samples }
  }

  #event(connection: string, worker: string, { kind, jsonBytes }: WireMessage): void {
    if (kind !== 'event') throw unforeseen(`${worker} acknowledged something`)
    const exchange = { atMs: this.#nowMs(), worker, eventBytes: jsonBytes, ackBytes: 0 }
    this.#exchanges.push(exchange)
    const waiting = this.#waiting.get(connection)
    if (waiting) waiting.push(exchange)
    else this.#waiting.set(connection, [exchange])
  }

  /** Which answer belongs to which message makes no difference to the load. */
  #ack(connection: string, { kind, jsonBytes }: WireMessage): void {
    const exchange = this.#waiting.get(connection)?.shift()
    if (kind !== 'ack' || exchange === undefined) throw unforeseen('Master sent a message first')
    exchange.ackBytes = jsonBytes
  }

  #wanted(message: WireMessage): ((json: string) => void) | undefined {
    const key = sampleKey(message)
    if (this.#samples[key] !== undefined) return undefined
    this.#samples[key] = ''
    return (json) => {
      this.#samples[key] = json
    }
  }
}

function unforeseen(what: string): Error {
  return new Error(`Could not measure the traffic: ${what}, which the floor does not know to do.`)
}
