/** Counts what is captured on its way to where it is kept. */
import { findItems } from '../truth-items.ts'
import type { Captured, CapturedFrame, CaptureSink, LeftOut, OpenedSocket } from './captured.ts'

export class Tally implements CaptureSink {
  requests = 0
  websockets = 0
  bytes = 0
  leftOutCount = 0
  readonly #items = new Set<string>()
  readonly #sink: CaptureSink

  constructor(sink: CaptureSink) {
    this.#sink = sink
  }

  /** How many different items the independent reader has found in the answers so far. */
  get items(): number {
    return this.#items.size
  }

  nextSequence(): number {
    this.requests += 1
    return this.#sink.nextSequence()
  }

  exchange(captured: Captured): void {
    this.bytes += captured.body.length
    for (const item of itemsIn(captured)) this.#items.add(item)
    this.#sink.exchange(captured)
  }

  socketOpened(socket: OpenedSocket): void {
    this.websockets += 1
    this.#sink.socketOpened(socket)
  }

  frame(sequence: number, frame: CapturedFrame): void {
    this.bytes += frame.data.length
    this.#sink.frame(sequence, frame)
  }

  socketClosed(sequence: number, atMs: number): void {
    this.#sink.socketClosed(sequence, atMs)
  }

  leftOut(leftOut: LeftOut): void {
    this.leftOutCount += 1
    this.#sink.leftOut(leftOut)
  }
}

function itemsIn(captured: Captured): string[] {
  try {
    return findItems({ ...captured, ...readAsExchange }).map(({ kind, id }) => `${kind}:${id}`)
  } catch {
    // Only the count shown suffers; when the recording is finished, the same reader says what is wrong.
    return []
  }
}

/** What the reader does not look at. */
const readAsExchange = {
  index: 0,
  isDocument: false,
  isApi: true,
  headers: [],
  mimeType: '',
  frames: undefined,
}
