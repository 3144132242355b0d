import { AsyncLocalStorage } from 'node:async_hooks'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { ConnectionEnd, Place } from './connection-end.ts'
import type { Life, Owned } from './life.ts'

/** So long that Node never looks: it would look in real time. */
const neverMs = 2 ** 31 - 1
const ownMembers = ['address', 'listening', 'getConnections', 'close'] as const

/** Node itself would write the real time. */
function dateResponse(_request: IncomingMessage, response: ServerResponse): void {
  response.setHeader('Date', new Date().toUTCString())
}

/**
 * A server that listens in the simulated network. Of the server only its public face is replaced,
 * as long as it listens: `address`, `listening`, `getConnections`, `close`. Its limits for slow
 * requests (`headersTimeout`, `requestTimeout`) count real time inside Node and are not kept.
 */
export class Listener implements Owned {
  readonly place: Place
  readonly life: Life
  readonly #server: Server
  readonly #onClosed: () => void
  readonly #inContext = AsyncLocalStorage.snapshot()
  readonly #ends = new Set<ConnectionEnd>()
  #open = true

  /** @param onClosed It takes no new connections any more; the port is free. */
  constructor(life: Life, server: Server, place: Place, onClosed: () => void) {
    this.life = life
    this.place = place
    this.#server = server
    this.#onClosed = onClosed
    this.#replaceFace()
    life.own(this)
    Reflect.set(server, 'connectionsCheckingInterval', neverMs)
    server.off('request', dateResponse).prependListener('request', dateResponse)
    // With this Node begins to keep account of connections, which `closeAllConnections` needs.
    server.emit('listening')
  }

  get allowHalfOpen(): boolean {
    return Reflect.get(this.#server, 'allowHalfOpen') === true
  }

  /** Whether it takes what is dialled from there; a loopback address takes its own host's only. */
  takesFrom(hostName: string): boolean {
    const loopback = /^(127\.|localhost$|::1$)/.test(this.place.address)
    return this.#open && this.life.alive && (!loopback || hostName === this.life.hostName)
  }

  accept(end: ConnectionEnd): void {
    this.#ends.add(end)
    end.connected()
    this.life.dispatch(() => this.#inContext(() => this.#server.emit('connection', end)))
  }

  forget(end: ConnectionEnd): void {
    if (this.#ends.delete(end)) this.life.dispatch(() => this.#inContext(() => this.#closeIfDone()))
  }

  abandon(): void {
    this.#open = false
    this.#onClosed()
    this.#server.removeAllListeners()
    this.#restoreFace()
    // Ends what Node runs in real time for this server.
    this.#server.close()
  }

  #close(done?: (error?: Error) => void): void {
    if (done) this.#server.once('close', done)
    if (this.#open) {
      this.#open = false
      this.#onClosed()
      this.#server.closeIdleConnections()
    }
    this.#closeIfDone()
  }

  /** Node says `close` once nobody is connected any more. */
  #closeIfDone(): void {
    if (this.#open || this.#ends.size > 0 || !Object.hasOwn(this.#server, 'close')) return
    this.life.disown(this)
    this.#restoreFace()
    this.#server.close()
  }

  #replaceFace(): void {
    const server = this.#server
    const put = (name: (typeof ownMembers)[number], descriptor: PropertyDescriptor): void => {
      Object.defineProperty(server, name, { configurable: true, ...descriptor })
    }
    put('address', { value: () => (this.#open ? { ...this.place, family: 'IPv4' } : null) })
    put('listening', { get: () => this.#open })
    put('getConnections', {
      value: (done: (error: Error | null, count: number) => void) => {
        process.nextTick(done, null, this.#ends.size)
      },
    })
    put('close', {
      value: (done?: (error?: Error) => void) => {
        this.#close(done)
        return server
      },
    })
  }

  #restoreFace(): void {
    for (const name of ownMembers) Reflect.deleteProperty(this.#server, name)
  }
}
