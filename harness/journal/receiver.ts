/**
 * The OTLP/HTTP receiver that fills the journal: standard OTLP JSON in (`/v1/traces`, `/v1/logs`,
 * `/v1/metrics`, plain or gzip), journal lines out. It answers 200 only once the line is on disk,
 * and writes a receipt for each request, so that what senders say they sent can be balanced
 * against what came. Whatever it refuses gets one sentence in OTLP's error form.
 */
import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http'
import { promisify } from 'node:util'
import { gunzip } from 'node:zlib'
import type { Journal, WrittenLine } from './journal.ts'
import { type Signal, signalSchemas } from './otlp.ts'
import { recordsByInstance } from './record-count.ts'

const unzip = promisify(gunzip)
const bodyBytesMax = 32 * 1024 * 1024

/**
 * Stands between the wire and the journal, to lose telemetry on purpose: the harness must notice
 * every loss (`harness/fault/telemetry/`). Undefined lets a request through.
 */
export type Tamper = (
  signal: Signal,
  body: unknown,
) => { answer: number } | { hangUp: true } | { replaced: unknown } | undefined

export interface ReceiverOptions {
  journal: Journal
  /** Asked for as `authorization: Bearer …`. */
  token: string
  /** Milliseconds since 1970; the wall clock unless given. */
  now?: () => number
  tamper?: Tamper | undefined
}

export interface Receiver extends AsyncDisposable {
  port: number
  /** Resolves once no request is being read or answered. */
  idle(): Promise<void>
}

class Refusal extends Error {
  readonly status: number
  constructor(status: number, message: string) {
    super(message)
    this.status = status
  }
}

export async function startReceiver(
  options: ReceiverOptions & { address: string },
): Promise<Receiver> {
  const { listener, idle } = receiverListener(options)
  const server = createServer(listener)
  server.listen(0, options.address)
  await once(server, 'listening')
  const bound = server.address()
  if (bound === null || typeof bound === 'string') {
    throw new Error('Could not start the telemetry receiver: it has no port.')
  }
  return {
    port: bound.port,
    idle,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The receiver without a socket of its own, for whoever brings connections. */
export function receiverListener(options: ReceiverOptions): {
  listener: RequestListener
  idle(): Promise<void>
} {
  const pending = new Set<Promise<void>>()
  return {
    listener: (request, response) => {
      const handled = handle(request, response, options).finally(() => pending.delete(handled))
      pending.add(handled)
    },
    async idle() {
      while (pending.size > 0) await Promise.all(pending)
    },
  }
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  options: ReceiverOptions,
): Promise<void> {
  const signal = signalOf(request.url)
  let bytes = 0
  try {
    if (signal === undefined) {
      throw new Refusal(
        404,
        `Could not take ${request.url}: send to /v1/traces, /v1/logs or /v1/metrics.`,
      )
    }
    authorize(request, options.token)
    const raw = await readBody(request)
    bytes = raw.length
    const body = parseBody(request, await plainBody(request, raw))
    const tampered = options.tamper?.(signal, body)
    if (tampered && 'hangUp' in tampered) {
      request.socket.destroy()
      return
    }
    if (tampered && 'answer' in tampered) {
      throw new Refusal(
        tampered.answer,
        'Could not take this telemetry: refused on purpose by a planted fault.',
      )
    }
    const line = validate(signal, tampered ? tampered.replaced : body)
    options.journal.appendLine(line)
    options.journal.append({
      at: now(options),
      kind: 'receipt',
      signal,
      counts: recordsByInstance(line),
      bytes,
    })
    answer(response, 200, {})
  } catch (error) {
    const refusal =
      error instanceof Refusal
        ? error
        : new Refusal(500, `Could not store telemetry: ${String(error)}`)
    options.journal.append({
      at: now(options),
      kind: 'receipt',
      signal: signal ?? 'traces',
      counts: {},
      bytes,
      refused: `${refusal.status}: ${refusal.message}`,
    })
    answer(response, refusal.status, {
      code: refusal.status === 401 ? 16 : 3,
      message: refusal.message,
    })
  }
}

function now({ now }: ReceiverOptions): number {
  return now?.() ?? performance.timeOrigin + performance.now()
}

function signalOf(url: string | undefined): Signal | undefined {
  const match = /^\/v1\/(traces|logs|metrics)$/.exec(url ?? '')
  return match?.[1] === 'traces' || match?.[1] === 'logs' || match?.[1] === 'metrics'
    ? match[1]
    : undefined
}

function authorize(request: IncomingMessage, token: string): void {
  const given = Buffer.from(request.headers.authorization ?? '')
  const expected = Buffer.from(`Bearer ${token}`)
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw new Refusal(
      401,
      'Could not take telemetry: the authorization header does not carry this run’s token.',
    )
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    size += chunk.length
    if (size > bodyBytesMax) {
      throw new Refusal(
        413,
        `Could not take telemetry: the body is over ${bodyBytesMax} bytes; send smaller batches.`,
      )
    }
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

async function plainBody(request: IncomingMessage, raw: Buffer): Promise<string> {
  const encoding = request.headers['content-encoding'] ?? 'identity'
  if (encoding === 'identity') return raw.toString('utf8')
  if (encoding !== 'gzip') {
    throw new Refusal(
      415,
      `Could not take telemetry: content-encoding ${encoding} is not known; send gzip or none.`,
    )
  }
  try {
    return (await unzip(raw, { maxOutputLength: bodyBytesMax })).toString('utf8')
  } catch (error) {
    throw new Refusal(400, `Could not take telemetry: the body does not unzip (${String(error)}).`)
  }
}

function parseBody(request: IncomingMessage, text: string): unknown {
  const type = request.headers['content-type'] ?? ''
  if (!type.startsWith('application/json')) {
    throw new Refusal(
      415,
      `Could not take telemetry as ${type || 'no content type'}: send OTLP as application/json.`,
    )
  }
  try {
    return JSON.parse(text)
  } catch (error) {
    throw new Refusal(400, `Could not take telemetry: the body is not JSON (${String(error)}).`)
  }
}

function validate(signal: Signal, body: unknown): WrittenLine {
  const parsed = signalSchemas[signal].safeParse(body)
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  throw new Refusal(
    400,
    `Could not take ${signal}: ${issue?.path.join('.') || 'the body'}: ${issue?.message}.`,
  )
}

function answer(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(body))
}
