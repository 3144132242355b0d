/** Keeps what is captured in memory. */
import type { Captured, CapturedFrame, CaptureSink, LeftOut, OpenedSocket } from '../captured.ts'

export class MemorySink implements CaptureSink {
  readonly exchanges: Captured[] = []
  readonly sockets: OpenedSocket[] = []
  readonly frames: (CapturedFrame & { sequence: number })[] = []
  readonly closed: number[] = []
  readonly left: LeftOut[] = []
  #sequence = 0

  nextSequence(): number {
    this.#sequence += 1
    return this.#sequence
  }

  exchange(captured: Captured): void {
    this.exchanges.push(captured)
  }

  socketOpened(socket: OpenedSocket): void {
    this.sockets.push(socket)
  }

  frame(sequence: number, frame: CapturedFrame): void {
    this.frames.push({ ...frame, sequence })
  }

  socketClosed(sequence: number): void {
    this.closed.push(sequence)
  }

  leftOut(leftOut: LeftOut): void {
    this.left.push(leftOut)
  }

  /** The exchanges whose address has this path. */
  of(path: string): Captured[] {
    return this.exchanges.filter(({ url }) => url.pathname === path)
  }
}
