/**
 * Reads the sizes of socket.io messages off the wire: one direction of one connection, from its
 * first byte on. It looks at the head of each WebSocket frame (RFC 6455) only; what the frame
 * carries is read once for every size.
 */
export interface WireMessage {
  /** An event, or the acknowledgement of one. */
  kind: 'event' | 'ack'
  /** Length of its JSON in bytes, without the packet's type, namespace and number. */
  jsonBytes: number
}

/** Gives back what is to be told the JSON itself, if anybody wants to know. */
type OnMessage = (message: WireMessage) => ((json: string) => void) | undefined

/** `42/worker,17[…` is event 17 of the namespace /worker, `43/worker,17[…` its acknowledgement. */
const packetHead = /^4([23])(?:\/[^,]*,)?\d*/
const headBytes = 40
const none = Buffer.alloc(0)

export class FrameReader {
  readonly #onMessage: OnMessage
  #upgraded = false
  #unread: Buffer = none
  /** What is left of the frame under way. */
  #skip = 0
  #collect: { bytes: number; done(payload: Buffer): void } | undefined

  constructor(onMessage: OnMessage) {
    this.#onMessage = onMessage
  }

  read(chunk: Buffer): void {
    if (this.#skip >= chunk.length) {
      this.#skip -= chunk.length
      return
    }
    const fresh = this.#skip === 0 ? chunk : chunk.subarray(this.#skip)
    this.#skip = 0
    this.#unread = this.#unread.length === 0 ? fresh : Buffer.concat([this.#unread, fresh])
    if (!this.#upgraded) {
      const end = this.#unread.indexOf('\r\n\r\n')
      if (end < 0) return
      this.#upgraded = true
      this.#unread = this.#unread.subarray(end + 4)
    }
    let more = true
    while (more) more = this.#step()
  }

  /** Whether there is more to be read. */
  #step(): boolean {
    const bytes = this.#unread
    if (this.#collect) {
      const { bytes: wanted, done } = this.#collect
      if (bytes.length < wanted) return false
      this.#collect = undefined
      this.#unread = bytes.subarray(wanted)
      done(bytes.subarray(0, wanted))
      return true
    }
    const frame = frameAt(bytes)
    if (frame === undefined) return false
    const { start, length, mask } = frame
    const shown = Math.min(length, headBytes)
    if (bytes.length < start + shown) return false
    this.#unread = bytes.subarray(start)
    const head = unmasked(bytes.subarray(start, start + shown), mask).toString('latin1')
    const packet = packetHead.exec(head)
    if (packet) {
      const prefix = packet[0].length
      const kind = packet[1] === '2' ? 'event' : 'ack'
      const tell = this.#onMessage({ kind, jsonBytes: length - prefix })
      if (tell) {
        const done = (payload: Buffer): void =>
          tell(unmasked(payload, mask).subarray(prefix).toString('utf8'))
        this.#collect = { bytes: length, done }
      }
    }
    if (!this.#collect) this.#pass(length)
    return this.#unread.length > 0
  }

  #pass(length: number): void {
    const here = Math.min(length, this.#unread.length)
    this.#unread = this.#unread.subarray(here)
    this.#skip = length - here
  }
}

interface Frame {
  /** Where its payload starts. */
  start: number
  length: number
  mask: Buffer | undefined
}

/** Undefined: its head is not all there. */
function frameAt(bytes: Buffer): Frame | undefined {
  if (bytes.length < 2) return undefined
  const second = bytes.readUInt8(1)
  const short = second & 0x7f
  const extra = short === 126 ? 2 : short === 127 ? 8 : 0
  const masked = (second & 0x80) !== 0
  const start = 2 + extra + (masked ? 4 : 0)
  if (bytes.length < start) return undefined
  const long = (): number =>
    extra === 2 ? bytes.readUInt16BE(2) : Number(bytes.readBigUInt64BE(2))
  return {
    start,
    length: extra === 0 ? short : long(),
    mask: masked ? bytes.subarray(start - 4, start) : undefined,
  }
}

function unmasked(bytes: Buffer, mask: Buffer | undefined): Buffer {
  if (mask === undefined) return bytes
  return Buffer.from(bytes.map((byte, index) => byte ^ (mask[index % 4] ?? 0)))
}
