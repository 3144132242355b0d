/**
 * Plays the frames of one recorded websocket to one client.
 *
 * Received frames flow, at the pace, until the next frame that the page sent in the recording; that
 * one waits until the client has sent the same (same-frame.ts), early or late. Frames of a later
 * episode wait until the account is in it; then what the page had still to send in the episodes that
 * have passed meanwhile is waited for no more. A client that repeats what it sent, as heartbeats do,
 * gets again the frame that followed it at once. After the last frame the socket stays open.
 */
import { type Pace, pause, pausedMs } from './pace.ts'
import type { Frame } from './recording.ts'
import { type FrameContent, isSameFrame } from './same-frame.ts'

export interface FramePlayerOptions {
  readonly frames: readonly Frame[]
  readonly pace: Pace
  /** The account's episode now. */
  episode(): number
  /** Resolves once the frame was handed to the network. */
  send(frame: Frame): Promise<void>
  /** The client sent what it did not send in the recording. */
  onUnrecorded(frame: FrameContent): void
}

export class FramePlayer {
  readonly #options: FramePlayerOptions
  readonly #openedIn: number
  /** Places of the recorded sent frames that the client has sent too. */
  readonly #heard = new Set<number>()
  readonly #closed = new AbortController()
  #changed = Promise.withResolvers<void>()

  constructor(options: FramePlayerOptions) {
    this.#options = options
    this.#openedIn = options.episode()
  }

  /** Resolves when all was played or the socket is closed. */
  async play(): Promise<void> {
    const { frames, pace, send } = this.#options
    for (const [place, frame] of frames.entries()) {
      while (!this.#isDue(frame, place) && !this.#isClosed) await this.#changed.promise
      if (frame.direction === 'sent') continue
      await pause(pausedMs(pace, this.#gapBefore(place)), this.#closed.signal)
      if (this.#isClosed) return
      await send(frame)
    }
  }

  /** The client sent this. Resolves once it was answered, if it is a repetition. */
  async hear(frame: FrameContent): Promise<void> {
    const sent = this.#options.frames
      .entries()
      .filter(([, recorded]) => recorded.direction === 'sent' && this.#isReached(recorded))
      .filter(([, recorded]) => isSameFrame(recorded, frame))
      .map(([place]) => place)
      .toArray()
    const fresh = sent.find((place) => !this.#heard.has(place))
    const last = sent.at(-1)
    if (fresh !== undefined) {
      this.#heard.add(fresh)
      this.#tell()
    } else if (last !== undefined) {
      await this.#answerAgain(last)
    } else {
      this.#options.onUnrecorded(frame)
    }
  }

  /** The account's episode has moved on. */
  moveOn(): void {
    this.#tell()
  }

  /** The socket is closed: nothing is played any more. */
  close(): void {
    this.#closed.abort()
    this.#tell()
  }

  get #isClosed(): boolean {
    return this.#closed.signal.aborted
  }

  #tell(): void {
    this.#changed.resolve()
    this.#changed = Promise.withResolvers()
  }

  #isReached(frame: Frame): boolean {
    return frame.episode <= this.#options.episode()
  }

  #isDue(frame: Frame, place: number): boolean {
    if (!this.#isReached(frame)) return false
    if (frame.direction === 'received' || this.#heard.has(place)) return true
    return frame.episode >= this.#openedIn && frame.episode < this.#options.episode()
  }

  /** Since the frame before it; the first of an episode comes with the episode, whenever that is. */
  #gapBefore(place: number): number {
    const [before, frame] = [this.#options.frames[place - 1], this.#options.frames[place]]
    if (frame === undefined || frame.episode !== (before?.episode ?? this.#openedIn)) return 0
    return frame.atMs - (before?.atMs ?? 0)
  }

  async #answerAgain(place: number): Promise<void> {
    const answer = this.#options.frames[place + 1]
    if (answer === undefined || answer.direction === 'sent' || !this.#isReached(answer)) return
    await pause(pausedMs(this.#options.pace, this.#gapBefore(place + 1)), this.#closed.signal)
    if (!this.#isClosed) await this.#options.send(answer)
  }
}
