/** The envelope that every message travels in, on the socket event `message`. */
import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { firstIssue } from '../settings.ts'
import { type Direction, definitions, type Payload } from './definitions.ts'
import {
  MASTER_SHUTDOWN,
  MASTER_SHUTDOWN_ACK,
  type MessageType,
  WORKER_ACCOUNT_STATUS,
  WORKER_ACCOUNT_STATUS_ACK,
  WORKER_DATA_SYNC,
  WORKER_DATA_SYNC_ACK,
  WORKER_HEARTBEAT,
  WORKER_HEARTBEAT_ACK,
  WORKER_REGISTER,
  WORKER_REGISTER_ACK,
} from './messages.ts'

/** The socket event that carries every envelope. */
export const MESSAGE_EVENT = 'message'
export const PROTOCOL_VERSION = 'v1'

/** The trace that a message belongs to, in the form of W3C Trace Context. */
const traceSchema = z.object({
  traceparent: z.string().max(100),
  tracestate: z.string().max(1000).optional(),
  /** Platform responses whose items this message carries, each with the items' references. */
  links: z
    .array(z.object({ traceparent: z.string().max(100), items: z.array(z.string().max(300)) }))
    .optional(),
})
export type MessageTrace = z.infer<typeof traceSchema>

function envelopeOf<T extends MessageType, S extends z.ZodType>(type: T, schema: S) {
  return z.object({
    type: z.literal(type),
    version: z.literal(PROTOCOL_VERSION),
    payload: schema,
    timestamp: z.number(),
    requestId: z.string().max(100).optional(),
    trace: traceSchema.optional(),
  })
}

const messageSchema = z.discriminatedUnion('type', [
  envelopeOf(WORKER_REGISTER, definitions[WORKER_REGISTER].schema),
  envelopeOf(WORKER_REGISTER_ACK, definitions[WORKER_REGISTER_ACK].schema),
  envelopeOf(WORKER_HEARTBEAT, definitions[WORKER_HEARTBEAT].schema),
  envelopeOf(WORKER_HEARTBEAT_ACK, definitions[WORKER_HEARTBEAT_ACK].schema),
  envelopeOf(WORKER_DATA_SYNC, definitions[WORKER_DATA_SYNC].schema),
  envelopeOf(WORKER_DATA_SYNC_ACK, definitions[WORKER_DATA_SYNC_ACK].schema),
  envelopeOf(WORKER_ACCOUNT_STATUS, definitions[WORKER_ACCOUNT_STATUS].schema),
  envelopeOf(WORKER_ACCOUNT_STATUS_ACK, definitions[WORKER_ACCOUNT_STATUS_ACK].schema),
  envelopeOf(MASTER_SHUTDOWN, definitions[MASTER_SHUTDOWN].schema),
  envelopeOf(MASTER_SHUTDOWN_ACK, definitions[MASTER_SHUTDOWN_ACK].schema),
])

/** Any message of the protocol, told apart by its `type`. */
export type Message = z.infer<typeof messageSchema>

/** A message as it is made: its own type, its own payload. */
export interface Envelope<T extends string = string, P = unknown> {
  type: T
  version: typeof PROTOCOL_VERSION
  payload: P
  /** Milliseconds since 1970. */
  timestamp: number
  /** Unique to this message; an answer bears the id of what it answers. */
  requestId: string
  trace?: MessageTrace
}

/** Wraps a payload. Without `requestId` the message gets a fresh one. */
export function createMessage<T extends MessageType>(
  type: T,
  payload: Payload<T>,
  options: { requestId?: string | undefined; trace?: MessageTrace | undefined } = {},
): Envelope<T, Payload<T>> {
  return {
    type,
    version: PROTOCOL_VERSION,
    payload,
    timestamp: Date.now(),
    requestId: options.requestId ?? randomUUID(),
    ...(options.trace === undefined ? {} : { trace: options.trace }),
  }
}

export interface ErrorPayload {
  success: false
  error_code: string
  error_message: string
  details: Record<string, unknown>
}

/** The answer to a message that was refused: its type with `:error` behind it. */
export function createErrorMessage(
  originalType: string,
  code: string,
  text: string,
  details: Record<string, unknown> = {},
  requestId: string = randomUUID(),
): Envelope<string, ErrorPayload> {
  return {
    type: `${originalType}:error`,
    version: PROTOCOL_VERSION,
    payload: { success: false, error_code: code, error_message: text, details },
    timestamp: Date.now(),
    requestId,
  }
}

export type RefusalCode = 'MALFORMED' | 'UNSUPPORTED_VERSION' | 'UNKNOWN_TYPE' | 'INVALID_PAYLOAD'

/** Why a message was refused, with as much of it as could be read. */
export interface Refusal {
  ok: false
  code: RefusalCode
  /** One sentence fit for the sender. */
  error: string
  type: string
  requestId: string | undefined
  trace: MessageTrace | undefined
}

export type Parsed = { ok: true; message: Message } | Refusal

/**
 * Checks what came over the wire: first the envelope, then the type, then the payload.
 *
 * @param direction Only messages that travel this way are known.
 */
export function parseMessage(raw: unknown, direction: Direction): Parsed {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    return refuse(undefined, 'MALFORMED', 'Message must be an object')
  }
  const malformed = complaint(raw)
  if (malformed !== undefined) return refuse(raw, malformed.code, malformed.error)
  const type = String(Reflect.get(raw, 'type'))
  if (definitionsByType.get(type)?.direction !== direction) {
    return refuse(raw, 'UNKNOWN_TYPE', `Unknown message type: ${shown(type)}`)
  }
  const parsed = messageSchema.safeParse(raw)
  if (parsed.success) return { ok: true, message: parsed.data }
  return refuse(raw, 'INVALID_PAYLOAD', `Invalid ${type} message: ${firstIssue(parsed.error)}`)
}

const definitionsByType = new Map(Object.entries(definitions))
const requiredFields = ['type', 'version', 'payload', 'timestamp'] as const

function complaint(raw: object): { code: RefusalCode; error: string } | undefined {
  const field = (name: string): unknown =>
    Object.hasOwn(raw, name) ? Reflect.get(raw, name) : undefined
  const missing = requiredFields.find((name) => field(name) === undefined)
  if (missing !== undefined) {
    return { code: 'MALFORMED', error: `Missing required field: ${missing}` }
  }
  if (typeof field('type') !== 'string') {
    return { code: 'MALFORMED', error: 'Field "type" must be a string' }
  }
  const version = field('version')
  if (typeof version !== 'string') {
    return { code: 'MALFORMED', error: 'Field "version" must be a string' }
  }
  if (typeof field('timestamp') !== 'number') {
    return { code: 'MALFORMED', error: 'Field "timestamp" must be a number' }
  }
  if (version !== PROTOCOL_VERSION) {
    return { code: 'UNSUPPORTED_VERSION', error: `Unsupported version: ${shown(version)}` }
  }
  return undefined
}

function refuse(raw: object | undefined, code: RefusalCode, error: string): Refusal {
  const type = raw === undefined ? undefined : Reflect.get(raw, 'type')
  const requestId = raw === undefined ? undefined : Reflect.get(raw, 'requestId')
  const trace = traceSchema.safeParse(raw === undefined ? undefined : Reflect.get(raw, 'trace'))
  return {
    ok: false,
    code,
    error,
    type: typeof type === 'string' ? shown(type) : 'unknown',
    requestId: typeof requestId === 'string' ? shown(requestId) : undefined,
    trace: trace.success ? trace.data : undefined,
  }
}

/** A word from outside, short enough to be repeated. */
function shown(word: string): string {
  return word.length > 100 ? `${word.slice(0, 100)}…` : word
}
