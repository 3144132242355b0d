/** What the recorder keeps of a page's traffic. */

/** One request and its answer as the recorder saw them, body decoded. */
export interface Captured {
  /** Its place among all that was asked, in the order of asking. */
  readonly sequence: number
  /** When it was asked, from 1. */
  readonly episode: number
  /** Of several: the key of the account that was answered this. */
  readonly account: string | undefined
  readonly method: string
  /** Without volatile parameters. */
  readonly url: URL
  readonly resourceType: string
  /** True if a service worker asked, not a page. */
  readonly isServiceWorkers: boolean
  /** True if a service worker answered; then the network may never have seen the request. */
  readonly fromServiceWorker: boolean
  readonly requestBody: Buffer | undefined
  readonly status: number
  readonly statusText: string
  readonly headers: readonly Header[]
  readonly body: Buffer
  /** Milliseconds since 1970. */
  readonly startedAtMs: number
  readonly waitMs: number
  readonly receiveMs: number
  /** What went over it, if this is a websocket. */
  readonly frames: readonly CapturedFrame[] | undefined
}

export interface Header {
  readonly name: string
  readonly value: string
}

export interface CapturedFrame {
  readonly direction: 'sent' | 'received'
  /** Milliseconds since 1970. */
  readonly atMs: number
  readonly isBinary: boolean
  readonly data: Buffer
  readonly episode: number
}

/** A websocket when it opens; its frames follow. */
export type OpenedSocket = Pick<
  Captured,
  'sequence' | 'episode' | 'account' | 'url' | 'startedAtMs'
>

/** Something that was asked and is not in the recording. */
export interface LeftOut extends Pick<Captured, 'sequence' | 'episode' | 'method'> {
  /** Host and path alone. */
  readonly address: string
  /** The end of a sentence: "its body …". */
  readonly reason: string
}

/** Where captured traffic goes, as it comes. */
export interface CaptureSink {
  /** A number for what is asked now; each is given once, in rising order. */
  nextSequence(): number
  exchange(captured: Captured): void
  socketOpened(socket: OpenedSocket): void
  frame(sequence: number, frame: CapturedFrame): void
  socketClosed(sequence: number, atMs: number): void
  leftOut(leftOut: LeftOut): void
}
