/**
 * The wire between simulated hosts: real node:http, ws and socket.io run over it unchanged. It
 * stands where the operating system's TCP stands; `pipe.ts` says how it behaves.
 */
import type { Server } from 'node:http'
import { ConnectionEnd, type Place } from './connection-end.ts'
import type { Life } from './life.ts'
import { Link, type LinkSettings } from './link.ts'
import { Listener } from './listener.ts'
import { networkError } from './network-errors.ts'
import { Pipe, type Receiver } from './pipe.ts'
import { Prng } from './prng.ts'
import type { VirtualTime } from './virtual-time.ts'

/** Linux sends the first segment of a connection again after 1, 3, 7, … 63 s, and gives up at 127. */
const lastAttempt = 6
const firstAttemptPauseMs = 1000
const firstServerPort = 49_152
const firstClientPort = 32_768

/** What came to one end of a connection from the other, at this moment. */
export interface Arrival {
  from: Place
  to: Place
  bytes: Buffer
}

interface Connection {
  near: ConnectionEnd
  far: ConnectionEnd
}

export class Network {
  readonly #time: VirtualTime
  readonly #seed: string | number
  readonly #defaults: Partial<LinkSettings>
  readonly #names = new Set<string>()
  readonly #links = new Map<string, Link>()
  readonly #listeners = new Map<string, Listener>()
  /** Under each of its ends. */
  readonly #connections = new Map<ConnectionEnd, Connection>()
  readonly #lastPorts = new Map<string, number>()
  /** Told of all that arrives over connections begun from then on. */
  onArrival: ((arrival: Arrival) => void) | undefined

  constructor(time: VirtualTime, seed: string | number, defaults: Partial<LinkSettings>) {
    this.#time = time
    this.#seed = seed
    this.#defaults = defaults
  }

  /** One direction; within a host (loopback) it takes no time. */
  link(from: string, to: string): Link {
    const key = `${from} ${to}`
    let link = this.#links.get(key)
    if (link === undefined) {
      const settings = from === to ? { latencyMs: 0 } : this.#defaults
      link = new Link(from, to, new Prng(this.#seed, 'link', from, to), settings)
      this.#links.set(key, link)
    }
    return link
  }

  /** Both directions. */
  set(a: string, b: string, settings: Partial<LinkSettings>): void {
    Object.assign(this.link(a, b), settings)
    Object.assign(this.link(b, a), settings)
  }

  /** Resets every connection that stands between the two; both ends learn of it at once. */
  reset(a: string, b: string): number {
    const hit = [...new Set(this.#connections.values())].filter(({ near, far }) => {
      const [from, to] = [near.life.hostName, far.life.hostName]
      return (from === a && to === b) || (from === b && to === a)
    })
    for (const { near, far } of hit) {
      near.receiveReset()
      far.receiveReset()
    }
    return hit.length
  }

  /** For `SimulatedHost`. */
  register(name: string): void {
    this.#names.add(name)
  }

  /** For `SimulatedHost`: see there. */
  async listen(life: Life, server: Server, port: number, address: string): Promise<number> {
    const bound = port === 0 ? this.#freePort(life.hostName) : port
    const key = `${life.hostName}:${bound}`
    if (this.#listeners.has(key)) {
      throw networkError('listen', 'EADDRINUSE', { address, port: bound })
    }
    const onClosed = (): void => {
      this.#listeners.delete(key)
    }
    this.#listeners.set(key, new Listener(life, server, { address, port: bound }, onClosed))
    return bound
  }

  /** For the agents: begins a connection. */
  dial(life: Life, to: string, port: number): ConnectionEnd {
    const target = /^(localhost|127\.\d+\.\d+\.\d+|::1|\[::1\])$/.test(to) ? life.hostName : to
    const dialled = { address: target, port }
    const near: ConnectionEnd = new ConnectionEnd({
      life,
      time: this.#time,
      local: { address: life.hostName, port: this.#nextPort(life.hostName, firstClientPort) },
      remote: dialled,
      allowHalfOpen: false,
      onClosed: () => this.#forget(near),
    })
    if (this.#names.has(target)) this.#attempt(near, dialled, 0)
    else
      this.#failLater(near, networkError('getaddrinfo', 'ENOTFOUND', { ...dialled, address: to }))
    return near
  }

  #attempt(near: ConnectionEnd, to: Place, attempt: number): void {
    if (near.closedByNow) return
    const there = this.link(near.life.hostName, to.address)
    const back = this.link(to.address, near.life.hostName)
    const again = (): void => {
      this.#time.after(firstAttemptPauseMs * 2 ** attempt, () => {
        if (attempt < lastAttempt) this.#attempt(near, to, attempt + 1)
        else near.fail(networkError('connect', 'ETIMEDOUT', to))
      })
    }
    if (there.loses() || back.loses()) {
      again()
      return
    }
    this.#afterWayOn(there, () => {
      if (there.loses() || back.loses()) {
        again()
        return
      }
      const listener = this.#listeners.get(`${to.address}:${to.port}`)
      const taker =
        there.refuses() || !listener?.takesFrom(near.life.hostName) ? undefined : listener
      this.#afterWayOn(back, () => {
        if (near.closedByNow) return
        if (taker === undefined) near.fail(networkError('connect', 'ECONNREFUSED', to))
        // It had begun to take the connection and died; its machine resets what is meant for it.
        else if (!taker.life.alive) near.fail(networkError('read', 'ECONNRESET'))
        else this.#connect(near, taker, there, back)
      })
    })
  }

  #connect(near: ConnectionEnd, listener: Listener, there: Link, back: Link): void {
    const far: ConnectionEnd = listener.life.run(
      () =>
        new ConnectionEnd({
          life: listener.life,
          time: this.#time,
          local: { address: near.remoteAddress, port: near.remotePort },
          remote: { address: near.localAddress, port: near.localPort },
          allowHalfOpen: listener.allowHalfOpen,
          listens: true,
          onClosed: () => {
            listener.forget(far)
            this.#forget(far)
          },
        }),
    )
    const toFar = new Pipe(
      this.#time,
      there,
      back,
      this.#heard(this.#acceptor(far, listener), near, far),
      () => near.fail(networkError('read', 'ETIMEDOUT')),
    )
    const toNear = new Pipe(this.#time, back, there, this.#heard(near, far, near), () =>
      far.fail(networkError('read', 'ETIMEDOUT')),
    )
    near.attach(toFar, toNear)
    far.attach(toNear, toFar)
    const connection = { near, far }
    this.#connections.set(near, connection).set(far, connection)
    // The handshake's last step: only with it does the server learn of the connection.
    toFar.send(undefined)
    near.connected()
  }

  #acceptor(far: ConnectionEnd, listener: Listener) {
    return {
      receive: (segment: Buffer | null | undefined): void => {
        if (segment !== undefined) far.receive(segment)
        else if (listener.takesFrom(far.remoteAddress)) listener.accept(far)
        else far.resetAndDestroy()
      },
      receiveReset: (): void => far.receiveReset(),
    }
  }

  #heard(receiver: Receiver, from: ConnectionEnd, to: ConnectionEnd): Receiver {
    const { onArrival } = this
    if (onArrival === undefined) return receiver
    const places = { from: placeOf(from), to: placeOf(to) }
    return {
      receive(segment) {
        if (segment) onArrival({ ...places, bytes: segment })
        receiver.receive(segment)
      },
      receiveReset: () => receiver.receiveReset(),
    }
  }

  #afterWayOn(link: Link, work: () => void): void {
    const nowMs = this.#time.nowMs
    this.#time.after(link.arrivalMs(nowMs, 0) - nowMs, work)
  }

  #failLater(near: ConnectionEnd, error: Error): void {
    this.#time.after(0, () => near.fail(error))
  }

  #forget(end: ConnectionEnd): void {
    const connection = this.#connections.get(end)
    if (!connection?.near.closedByNow || !connection.far.closedByNow) return
    this.#connections.delete(connection.near)
    this.#connections.delete(connection.far)
  }

  #freePort(hostName: string): number {
    for (;;) {
      const port = this.#nextPort(hostName, firstServerPort)
      if (!this.#listeners.has(`${hostName}:${port}`)) return port
    }
  }

  /** Never the same twice, as far as there are any. */
  #nextPort(hostName: string, first: number): number {
    const key = `${hostName} ${first}`
    const last = this.#lastPorts.get(key) ?? first - 1
    const next = last >= first + 16_383 ? first : last + 1
    this.#lastPorts.set(key, next)
    return next
  }
}

function placeOf({ localAddress, localPort }: ConnectionEnd): Place {
  return { address: localAddress, port: localPort }
}
