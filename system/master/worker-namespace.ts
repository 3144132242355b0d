import { ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode } from '@opentelemetry/api'
import type { Namespace, Server, Socket } from 'socket.io'
import { errorText } from '../shared/errors.ts'
import { createErrorMessage, MESSAGE_EVENT, type Parsed } from '../shared/protocol/envelope.ts'
import { counter } from '../shared/telemetry/instruments.ts'
import { messageAttributes } from '../shared/telemetry/message-attributes.ts'
import type { Telemetry } from '../shared/telemetry/telemetry.ts'
import { continueTrace } from '../shared/telemetry/trace-context.ts'
import { markFailed, withSpan } from '../shared/telemetry/with-span.ts'
import type { MessageHandler } from './message-handler.ts'
import { MessageReader } from './message-reader.ts'
import { packetSizes } from './packet-sizes.ts'
import { isToken } from './tokens.ts'
import type { WorkerRegistry } from './worker-registry.ts'

export interface WorkerNamespaceOptions {
  io: Server
  token: string
  /** Largest message, in bytes. */
  maxMessageBytes: number
  registry: WorkerRegistry<Socket>
  handler: MessageHandler
  telemetry: Telemetry
}

/** The socket.io namespace `/worker`: who may connect, what is taken in, what is answered. */
export class WorkerNamespace {
  readonly #options: WorkerNamespaceOptions
  readonly #refusals: ReturnType<typeof counter>
  readonly #refusalCounts = new Map<string, number>()

  constructor(options: WorkerNamespaceOptions) {
    this.#options = options
    this.#refusals = counter(options.telemetry.meter, 'master.messages.refused')
    this.#open(options.io.of('/worker'))
  }

  #open(namespace: Namespace): void {
    const { token, telemetry } = this.#options
    namespace.use((socket, next) => {
      if (isToken(socket.handshake.auth.token, token)) {
        next()
        return
      }
      telemetry.log.warn('A connection was refused: its token is not the right one.', {
        event: 'worker.refused',
      })
      next(new Error('The token is not the right one: set WORKER_TOKEN to Master’s worker token'))
    })
    namespace.on('connection', (socket) => this.#onConnection(socket))
  }

  #onConnection(socket: Socket): void {
    const { telemetry } = this.#options
    const sizes = packetSizes(socket)
    const reader = new MessageReader()
    telemetry.log.info('A worker has connected.', { event: 'worker.connected' })
    socket.on(MESSAGE_EVENT, (...given: unknown[]) => {
      const last = given.at(-1)
      const answer = (message: unknown): void => {
        if (typeof last === 'function') last(message)
        else socket.emit(MESSAGE_EVENT, message)
      }
      this.#receive(socket, reader.read(given[0]), sizes.next(), answer)
    })
    socket.on('disconnect', (reason, details) => this.#onDisconnect(socket, reason, details))
  }

  /** Never rejects: whatever goes wrong is recorded, logged and answered. */
  async #receive(
    socket: Socket,
    parsed: Parsed,
    bytes: number | undefined,
    answer: (message: unknown) => void,
  ): Promise<void> {
    const { telemetry, registry } = this.#options
    const message = parsed.ok ? parsed.message : parsed
    const options = {
      kind: SpanKind.CONSUMER,
      parent: continueTrace(ROOT_CONTEXT, message.trace),
      attributes: {
        ...messageAttributes('process', message, socket.id),
        'messaging.message.body.size': bytes,
        'hiscrm.worker.id': registry.byLink(socket)?.workerId,
      },
    }
    await withSpan(telemetry.tracer, 'master.receive', options, async (span) => {
      if (!parsed.ok) {
        this.#noteRefusal(span, parsed.code, parsed.error)
        answer(createErrorMessage(parsed.type, parsed.code, parsed.error, {}, parsed.requestId))
        return
      }
      try {
        answer(await this.#options.handler.handle(socket, parsed.message, span))
      } catch (error) {
        markFailed(span, error)
        telemetry.log.error(`Could not act on ${parsed.message.type}.`, {
          event: 'request.failed',
          error,
        })
        const { type, requestId } = parsed.message
        answer(createErrorMessage(type, 'INTERNAL', 'Master failed to act on it', {}, requestId))
      }
    })
  }

  #noteRefusal(span: Span | undefined, code: string, error: string): void {
    const count = (this.#refusalCounts.get(code) ?? 0) + 1
    this.#refusalCounts.set(code, count)
    this.#refusals.add(1, { 'hiscrm.message.refusal': code })
    span?.setAttribute('hiscrm.message.refusal', code)
    span?.setStatus({ code: SpanStatusCode.ERROR, message: error })
    this.#options.telemetry.log.warn(`A message was refused: ${error}.`, {
      event: 'message.refused',
      'hiscrm.message.refusal': code,
      'hiscrm.count': count,
    })
  }

  #onDisconnect(socket: Socket, reason: string, details: unknown): void {
    const { registry, telemetry, maxMessageBytes } = this.#options
    if (isOversize(details)) {
      this.#noteRefusal(
        undefined,
        'OVERSIZE',
        `it is larger than ${maxMessageBytes} bytes, which closes its connection`,
      )
    }
    const worker = registry.disconnect(socket)
    // A worker that leaves ends its connection itself; every other end is worth a look.
    const level = reason === 'client namespace disconnect' ? 'info' : 'warn'
    telemetry.log[level](
      `The connection of ${worker?.workerId ?? 'a worker'} has ended: ${reason}.`,
      {
        event: 'worker.disconnected',
        'hiscrm.worker.id': worker?.workerId,
        'hiscrm.disconnect.reason': reason,
      },
    )
  }
}

/** What ws says of a frame that is too large, found in the causes that socket.io gives. */
function isOversize(details: unknown): boolean {
  if (typeof details !== 'object' || details === null) return false
  if (Reflect.get(details, 'code') === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH') return true
  if (/max payload size exceeded/i.test(errorText(details))) return true
  return (
    isOversize(Reflect.get(details, 'description')) || isOversize(Reflect.get(details, 'context'))
  )
}
