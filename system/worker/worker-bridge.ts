import { type Span, SpanKind } from '@opentelemetry/api'
import type { Socket } from 'socket.io-client'
import { definitions } from '../shared/protocol/definitions.ts'
import {
  type Envelope,
  MESSAGE_EVENT,
  type Message,
  type MessageTrace,
  parseMessage,
} from '../shared/protocol/envelope.ts'
import type { SystemAttributes } from '../shared/telemetry/attributes.ts'
import { messageAttributes } from '../shared/telemetry/message-attributes.ts'
import type { Telemetry } from '../shared/telemetry/telemetry.ts'
import { messageTrace } from '../shared/telemetry/trace-context.ts'
import { withSpan } from '../shared/telemetry/with-span.ts'

export interface WorkerBridgeOptions {
  socket: Socket
  workerId: string
  ackTimeoutMs: number
  telemetry: Telemetry
}

export interface SendOptions {
  /** What the message is about, for its span: account and items. */
  about?: SystemAttributes
  /** Platform responses whose items the message carries. */
  carried?: MessageTrace['links']
}

/** The worker's way to Master: sends a message and waits for its acknowledgement. */
export class WorkerBridge {
  readonly #socket: Socket
  readonly #workerId: string
  readonly #ackTimeoutMs: number
  readonly #telemetry: Telemetry

  constructor(options: WorkerBridgeOptions) {
    this.#socket = options.socket
    this.#workerId = options.workerId
    this.#ackTimeoutMs = options.ackTimeoutMs
    this.#telemetry = options.telemetry
  }

  /**
   * Sends a message and resolves with Master's acknowledgement. Rejects with a sentence when there
   * is no connection, no acknowledgement in time, or one that is not of the protocol.
   */
  async sendToMaster(message: Envelope, options: SendOptions = {}): Promise<Message> {
    const attributes = {
      ...messageAttributes('send', message, this.#socket.id),
      'hiscrm.worker.id': this.#workerId,
      ...options.about,
    }
    // The answer is awaited outside the span: it ends when the message is handed over.
    const { answer } = await withSpan(
      this.#telemetry.tracer,
      'socket.emit',
      { kind: SpanKind.PRODUCER, attributes },
      (span) => {
        const trace = messageTrace(span.spanContext(), options.carried)
        return { answer: this.#emit({ ...message, trace }, span) }
      },
    )
    return this.#read(message, await answer)
  }

  #emit(message: Envelope, span: Span): Promise<unknown> {
    if (!this.#socket.connected) {
      throw new Error(`Could not send ${message.type} to Master: there is no connection now.`)
    }
    const stopMeasuring = measurePackets(this.#socket, (bytes) => {
      span.setAttribute('messaging.message.body.size', bytes)
    })
    try {
      return this.#socket.timeout(this.#ackTimeoutMs).emitWithAck(MESSAGE_EVENT, message)
    } finally {
      stopMeasuring()
    }
  }

  #read(message: Envelope, raw: unknown): Message {
    const parsed = parseMessage(raw, 'master-to-worker')
    if (parsed.ok && parsed.message.type === ackOf(message.type)) return parsed.message
    const said = parsed.ok ? `answered ${parsed.message.type}` : refusalText(raw, parsed.error)
    throw new Error(`Master did not acknowledge ${message.type}: it ${said}.`)
  }
}

const ackByType = new Map<string, string | null>(
  Object.entries(definitions).map(([type, { ack }]) => [type, ack]),
)

function ackOf(type: string): string | null {
  return ackByType.get(type) ?? null
}

/** Master's own words where it answered with an error message. */
function refusalText(raw: unknown, otherwise: string): string {
  const payload: unknown =
    typeof raw === 'object' && raw !== null ? Reflect.get(raw, 'payload') : null
  const text =
    typeof payload === 'object' && payload !== null ? Reflect.get(payload, 'error_message') : null
  return typeof text === 'string'
    ? `refused it (${text})`
    : `answered something else (${otherwise})`
}

/** Tells the size of the packets that are made until the returned function is called. */
function measurePackets(socket: Socket, tell: (bytes: number) => void): () => void {
  const engine = socket.io.engine
  const listener = (packet: { data?: unknown }): void => {
    if (typeof packet.data === 'string') tell(Buffer.byteLength(packet.data))
  }
  engine.on('packetCreate', listener)
  return () => engine.off('packetCreate', listener)
}
