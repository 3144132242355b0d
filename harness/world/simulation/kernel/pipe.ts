/**
 * One direction of a connection, as TCP of Linux treats it.
 *
 * What is written arrives whole, once, in order, or not at all. If the link is cut on the way, it
 * and all that was sent behind it is held and sent again after 0.2 s, 0.6 s, 1.4 s, … (the pause
 * doubles, up to 120 s); so a cut that is healed delivers what was sent meanwhile, but not at once.
 * An acknowledgement must come back too: cut that way, data arrives and the sender does not know.
 * After 924.6 s without one (tcp_retries2 = 15) the sender's end fails with ETIMEDOUT. A reset is
 * sent once and may get lost. Who only listens never learns of a cut (half-open).
 *
 * The sender may be 1 MiB ahead of what the receiver has read; then its writes wait.
 * Simplified: an acknowledgement takes no time; no probes of idle connections (SO_KEEPALIVE).
 */
import type { Link } from './link.ts'
import type { Scheduled, VirtualTime } from './virtual-time.ts'

const firstPauseMs = 200
const longestPauseMs = 120_000
const giveUpMs = 924_600
const windowBytes = 2 ** 20

/** Undefined is the handshake's last step; null is the end (FIN). */
export type Segment = Buffer | null | undefined

/** The far end as the wire sees it. */
export interface Receiver {
  receive(segment: Segment): void
  receiveReset(): void
}

export class Pipe {
  readonly #time: VirtualTime
  readonly #link: Link
  readonly #back: Link
  readonly #receiver: Receiver
  readonly #onTimeout: () => void
  /** Sent and not yet arrived, in order. */
  #queue: Segment[] = []
  /** Arrivals of an older number are void: they were lost, and are sent again. */
  #round = 0
  #lastArrivalMs = 0
  #unreadBytes = 0
  #queuedBytes = 0
  #retry: Scheduled | undefined
  /** The head of the queue was lost; nothing passes it until it is sent again. */
  #lost = false
  #resetSent = false
  #unacknowledgedSinceMs = 0
  #pauseMs = firstPauseMs
  #closed = false
  #writer: (() => void) | undefined

  constructor(
    time: VirtualTime,
    link: Link,
    back: Link,
    receiver: Receiver,
    onTimeout: () => void,
  ) {
    this.#time = time
    this.#link = link
    this.#back = back
    this.#receiver = receiver
    this.#onTimeout = onTimeout
  }

  /** @param done Called once there is room for more. */
  send(segment: Segment, done?: () => void): void {
    if (!this.#closed) {
      this.#queue.push(segment)
      this.#queuedBytes += segment?.length ?? 0
      if (!this.#lost) this.#transmit(segment)
    }
    this.#writer = done
    this.#release()
  }

  /** The far end has taken so many bytes out of what arrived. */
  read(bytes: number): void {
    this.#unreadBytes -= bytes
    this.#release()
  }

  /**
   * Tells the far end, after all that is on the way, that the connection is no more. What was lost
   * and would be sent again does not hold it up: it is void.
   */
  sendReset(): void {
    if (this.#resetSent) return
    if (this.#link.loses()) {
      this.close()
      return
    }
    this.#resetSent = true
    this.#time.after(this.#arrivalMs(0) - this.#time.nowMs, () => {
      if (!this.#link.loses()) this.#receiver.receiveReset()
      this.#resetSent = false
      this.close()
    })
  }

  /** Nothing arrives any more. */
  close(): void {
    this.#closed = true
    this.#round++
    this.#queue = []
    this.#queuedBytes = 0
    this.#retry?.cancel()
    this.#retry = undefined
    this.#writer = undefined
  }

  #arrivalMs(bytes: number): number {
    const ms = Math.ceil(this.#link.arrivalMs(this.#time.nowMs, bytes))
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, ms)
    return this.#lastArrivalMs
  }

  #transmit(segment: Segment): void {
    if (this.#link.loses()) {
      this.#lose()
      return
    }
    const round = this.#round
    const arrivalMs = this.#arrivalMs(segment?.length ?? 0)
    this.#time.after(arrivalMs - this.#time.nowMs, () => {
      if (round === this.#round) this.#arrive()
    })
  }

  #arrive(): void {
    if (this.#link.loses()) {
      this.#lose()
      return
    }
    const segment = this.#queue.shift()
    const bytes = segment?.length ?? 0
    this.#queuedBytes -= bytes
    this.#unreadBytes += bytes
    // It need not know of the arrival: then it goes on as if it were lost.
    if (this.#back.loses()) this.#waitForAcknowledgement()
    this.#receiver.receive(segment)
    this.#release()
  }

  #lose(): void {
    // Nobody is left who would send it again.
    if (this.#resetSent) {
      this.close()
      return
    }
    this.#lost = true
    this.#round++
    this.#waitForAcknowledgement()
  }

  #waitForAcknowledgement(): void {
    if (this.#retry !== undefined) return
    this.#unacknowledgedSinceMs = this.#time.nowMs
    this.#pauseMs = firstPauseMs
    this.#retryLater()
  }

  #retryLater(): void {
    this.#retry = this.#time.after(this.#pauseMs, () => this.#tryAgain())
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs)
  }

  #tryAgain(): void {
    if (this.#time.nowMs - this.#unacknowledgedSinceMs >= giveUpMs) {
      this.close()
      this.#onTimeout()
      return
    }
    if (this.#link.loses()) {
      this.#retryLater()
      return
    }
    if (this.#back.loses()) this.#retryLater()
    else this.#retry = undefined
    if (!this.#lost) return
    this.#lost = false
    this.#round++
    for (const segment of this.#queue) this.#transmit(segment)
  }

  #release(): void {
    if (this.#writer === undefined) return
    if (this.#queuedBytes + this.#unreadBytes > windowBytes) return
    const writer = this.#writer
    this.#writer = undefined
    writer()
  }
}
