import { io, type Socket } from 'socket.io-client'
import type { Host } from '../shared/host.ts'
import { MESSAGE_EVENT } from '../shared/protocol/envelope.ts'
import type { Telemetry } from '../shared/telemetry/telemetry.ts'
import type { WorkerConfig } from './config.ts'

export interface ConnectionListener {
  onConnect(): void
  onDisconnect(): void
  onMessage(raw: unknown, answer: (message: unknown) => void): void
}

const firstDelayMs = 1000
const longestDelayMs = 5000

/** The worker's connection to Master. It is tried again for ever, with growing pauses. */
export class MasterConnection {
  readonly socket: Socket
  readonly #telemetry: Telemetry
  readonly #listener: ConnectionListener
  #retry: NodeJS.Timeout | undefined
  #closed = false

  constructor(
    config: WorkerConfig,
    host: Host,
    telemetry: Telemetry,
    listener: ConnectionListener,
  ) {
    this.#telemetry = telemetry
    this.#listener = listener
    this.socket = io(`${config.masterUrl}/worker`, {
      transports: ['websocket'],
      auth: { token: config.workerToken },
      autoConnect: false,
      forceNew: true,
      reconnectionDelay: firstDelayMs,
      reconnectionDelayMax: longestDelayMs,
      // socket.io’s types know only browsers; in Node this is an http.Agent, handed on to ws.
      ...(host.agent === undefined ? {} : Object.fromEntries([['agent', host.agent]])),
    })
    this.socket.on('connect', () => {
      telemetry.log.info('Connected to Master.', { event: 'worker.connected' })
      listener.onConnect()
    })
    this.socket.on('connect_error', (error) => this.#onConnectError(error))
    this.socket.on('disconnect', (reason) => this.#onDisconnect(reason))
    this.socket.on(MESSAGE_EVENT, (raw: unknown, answer: unknown) => {
      listener.onMessage(raw, (message) => {
        if (typeof answer === 'function') answer(message)
        else this.socket.emit(MESSAGE_EVENT, message)
      })
    })
  }

  open(): void {
    this.socket.connect()
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#retry)
    this.socket.disconnect()
  }

  #onConnectError(error: Error): void {
    this.#telemetry.log.warn(`Could not connect to Master: ${error.message}. It is tried again.`, {
      event: 'worker.connect_failed',
      'exception.message': error.message,
    })
    this.#connectAgain()
  }

  #onDisconnect(reason: string): void {
    this.#listener.onDisconnect()
    if (this.#closed) return
    this.#telemetry.log.warn(`The connection to Master has ended: ${reason}.`, {
      event: 'worker.disconnected',
      'hiscrm.disconnect.reason': reason,
    })
    this.#connectAgain()
  }

  /** socket.io gives up after a refusal by the server, and after a disconnect by it; we do not. */
  #connectAgain(): void {
    if (this.#closed || this.socket.active) return
    clearTimeout(this.#retry)
    this.#retry = setTimeout(() => this.socket.connect(), longestDelayMs)
  }
}
