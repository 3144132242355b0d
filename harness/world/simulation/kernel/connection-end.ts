import { AsyncLocalStorage } from 'node:async_hooks'
import { createHash } from 'node:crypto'
import { Duplex } from 'node:stream'
import { activeSimulation } from './active.ts'
import type { Life, Owned } from './life.ts'
import { networkError } from './network-errors.ts'
import type { Pipe, Receiver, Segment } from './pipe.ts'
import { releaseParser } from './release-parser.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface Place {
  address: string
  port: number
}

export interface EndOptions {
  life: Life
  time: VirtualTime
  local: Place
  remote: Place
  allowHalfOpen: boolean
  /** It is of the end that listens: until the handshake is over, no program knows of it. */
  listens?: boolean
  /** It is closed: destroyed, reset, or its host was killed. */
  onClosed(): void
}

type Done = (error?: Error | null) => void

/**
 * One end of a simulated TCP connection; stands in for `net.Socket`. What the network does to it
 * comes in through its host's door, in the context in which it was made, as with Node's sockets.
 */
export class ConnectionEnd extends Duplex implements Receiver, Owned {
  readonly life: Life
  readonly remoteFamily = 'IPv4'
  readonly remoteAddress: string
  readonly remotePort: number
  readonly localAddress: string
  readonly localPort: number
  connecting = true
  /** As in Node: what `setTimeout` was given. */
  timeout: number | undefined
  bytesRead = 0
  bytesWritten = 0
  readonly #options: EndOptions
  readonly #inContext = AsyncLocalStorage.snapshot()
  #out: Pipe | undefined
  #in: Pipe | undefined
  /** Work that waits for the connection. */
  #pending: (() => void) | undefined
  /** Arrived and not yet read by the program. */
  #received: Segment[] = []
  #wanted = false
  #endSent = false
  #closed = false
  #activeAtMs = 0
  #idleTimer: NodeJS.Timeout | undefined

  constructor(options: EndOptions) {
    super({ allowHalfOpen: options.allowHalfOpen })
    this.life = options.life
    this.remoteAddress = options.remote.address
    this.remotePort = options.remote.port
    this.localAddress = options.local.address
    this.localPort = options.local.port
    this.#options = options
    this.life.own(this)
  }

  get closedByNow(): boolean {
    return this.#closed
  }

  get pending(): boolean {
    return this.connecting
  }

  get readyState(): string {
    if (this.connecting) return 'opening'
    if (this.readable) return this.writable ? 'open' : 'readOnly'
    return this.writable ? 'writeOnly' : 'closed'
  }

  address(): { address: string; port: number; family: string } {
    return { address: this.localAddress, port: this.localPort, family: 'IPv4' }
  }

  /** For the network: bytes go here and come from there. */
  attach(out: Pipe, incoming: Pipe): void {
    this.#out = out
    this.#in = incoming
  }

  /** For the network: the connection stands. */
  connected(): void {
    this.#enter(() => {
      if (this.destroyed) return
      this.connecting = false
      this.emit('connect')
      this.emit('ready')
      const pending = this.#pending
      this.#pending = undefined
      pending?.()
    })
  }

  /** For the network: it ends with an error. */
  fail(error: Error): void {
    // The other end goes on until it learns of it.
    this.#out?.close()
    this.#close()
    this.#enter(() => {
      const unknown = this.connecting && this.#options.listens
      this.destroy(unknown ? undefined : error)
    })
  }

  receive(segment: Segment): void {
    if (this.#closed) {
      // The program is gone or has closed it: its operating system answers for it.
      if (segment) this.#out?.sendReset()
      return
    }
    this.#received.push(segment)
    this.#enter(() => this.#handOver())
  }

  receiveReset(): void {
    if (!this.#closed) this.fail(networkError('read', 'ECONNRESET'))
  }

  abandon(): void {
    this.removeAllListeners()
    this.#sayGoodbye()
    releaseParser(this)
  }

  setTimeout(ms: number, listener?: () => void): this {
    this.timeout = ms
    clearTimeout(this.#idleTimer)
    this.#idleTimer = undefined
    this.#touch()
    if (listener === undefined) return this
    if (ms === 0) this.removeListener('timeout', listener)
    else this.once('timeout', listener)
    return this
  }

  setNoDelay(): this {
    return this
  }

  setKeepAlive(): this {
    return this
  }

  ref(): this {
    return this
  }

  unref(): this {
    return this
  }

  destroySoon(): void {
    if (this.writable) this.end()
    if (this.writableFinished) this.destroy()
    else this.once('finish', () => this.destroy())
  }

  resetAndDestroy(): this {
    if (!this.#closed && !this.connecting) this.#out?.sendReset()
    this.#close()
    return this.destroy()
  }

  override _read(): void {
    this.#wanted = true
    this.#handOver()
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: Done): void {
    this.#whenConnected(() => this.#send(chunk, done))
  }

  override _writev(chunks: { chunk: Buffer }[], done: Done): void {
    const whole = Buffer.concat(chunks.map(({ chunk }) => chunk))
    this.#whenConnected(() => this.#send(whole, done))
  }

  override _final(done: Done): void {
    this.#whenConnected(() => {
      this.#sendEnd()
      done()
    })
  }

  override _destroy(error: Error | null, done: Done): void {
    clearTimeout(this.#idleTimer)
    this.connecting = false
    this.#sayGoodbye()
    done(error)
  }

  #send(bytes: Buffer, done: Done): void {
    this.bytesWritten += bytes.length
    activeSimulation()?.calls?.note(
      'a write to a socket',
      `${bytes.length} bytes to ${this.remoteAddress}:${this.remotePort}, ${createHash('sha1').update(bytes).digest('hex')}`,
    )
    this.#touch()
    let within = true
    this.#out?.send(bytes, () => {
      if (within) done()
      else this.#enter(done)
    })
    within = false
  }

  #sendEnd(): void {
    if (this.#endSent || this.#closed) return
    this.#endSent = true
    this.#out?.send(null)
  }

  #whenConnected(work: () => void): void {
    if (this.connecting) this.#pending = work
    else work()
  }

  #handOver(): void {
    while (this.#wanted && this.#received.length > 0) {
      const segment = this.#received.shift() ?? null
      if (segment !== null) {
        this.bytesRead += segment.length
        this.#in?.read(segment.length)
        this.#touch()
      }
      this.#wanted = this.push(segment)
    }
  }

  /** As Linux: an end, or a reset where the program has left something unread. */
  #sayGoodbye(): void {
    if (this.#closed) return
    const unread = this.readableLength > 0 || this.#received.some((segment) => segment?.length)
    if (unread) this.#out?.sendReset()
    else this.#sendEnd()
    this.#close()
  }

  #close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#received = []
    this.#pending = undefined
    this.life.disown(this)
    this.#options.onClosed()
  }

  #enter(work: () => void): void {
    this.life.dispatch(() => this.#inContext(work))
  }

  /** Something happened: the time until `timeout` begins anew. */
  #touch(): void {
    this.#activeAtMs = this.#options.time.nowMs
    if (this.timeout && this.#idleTimer === undefined) this.#watch(this.timeout)
  }

  #watch(ms: number): void {
    this.#idleTimer = setTimeout(() => {
      this.#idleTimer = undefined
      const idleMs = this.#options.time.nowMs - this.#activeAtMs
      const limitMs = this.timeout ?? 0
      if (limitMs === 0) return
      if (idleMs < limitMs) this.#watch(limitMs - idleMs)
      else this.emit('timeout')
    }, ms)
  }
}
