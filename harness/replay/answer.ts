/** Sends answers of the replay proxy over HTTP. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { type Pace, pause, pausedMs } from './pace.ts'
import type { Exchange } from './recording.ts'

/**
 * Headers that belong to the recorded connection or to the recorded form of the body, not to the
 * answer: recorded bodies are decoded, and this connection sets its own.
 */
const connectionHeaders: ReadonlySet<string> = new Set([
  'alt-svc',
  'connection',
  'content-encoding',
  'content-length',
  'keep-alive',
  'proxy-authenticate',
  'proxy-connection',
  'set-cookie',
  'trailer',
  'transfer-encoding',
  'upgrade',
])

/**
 * Sends a recorded answer: its first byte after the recorded wait, its last one after the recorded
 * time of receiving, both at this pace. `onSent` is called once all of it was handed to the network.
 */
export async function sendExchange(
  request: IncomingMessage,
  response: ServerResponse,
  exchange: Exchange,
  pace: Pace,
  onSent: () => void,
): Promise<void> {
  const headers = headersOf(exchange)
  response.on('finish', onSent)
  const body = isBodiless(exchange) || request.method === 'HEAD' ? undefined : exchange.body
  if (pace === 'at once') {
    response.writeHead(exchange.status, headers)
    response.end(body)
    return
  }
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  await pause(pausedMs(pace, exchange.waitMs), gone.signal)
  response.writeHead(exchange.status, headers)
  await sendPaced(response, body, pausedMs(pace, exchange.receiveMs), gone.signal)
}

/** These answers have no body, and so no length, whatever was recorded. */
function isBodiless({ status }: Exchange): boolean {
  return status === 204 || status === 304
}

/** The headers of a recorded answer that are the answer's own, and its length: name, value, name … */
export function headersOf(exchange: Exchange): string[] {
  const headers = exchange.headers
    .filter(([name]) => !connectionHeaders.has(name.toLowerCase()))
    .flat()
  if (!isBodiless(exchange)) headers.push('content-length', String(exchange.body.length))
  return headers
}

/** A piece of a paced body comes no oftener than this. */
const pieceMs = 20

/** Sends a body in equal pieces, the last one when `durationMs` have passed. */
async function sendPaced(
  response: ServerResponse,
  body: Buffer | undefined,
  durationMs: number,
  gone: AbortSignal,
): Promise<void> {
  const bytes = body?.length ?? 0
  const pieces = Math.max(1, Math.min(bytes, Math.ceil(durationMs / pieceMs)))
  for (let piece = 0; piece < pieces && !gone.aborted; piece++) {
    await pause(durationMs / pieces, gone)
    const part = body?.subarray((bytes * piece) / pieces, (bytes * (piece + 1)) / pieces)
    if (part !== undefined) response.write(part)
  }
  response.end()
}

/** Sends a sentence of the proxy's own. */
export function sendSentence(response: ServerResponse, status: number, sentence: string): void {
  const body = Buffer.from(`${sentence}\n`)
  response.writeHead(status, {
    'content-type': 'text/plain; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
  })
  response.end(body)
}

/**
 * The request's body, or `undefined` as soon as it exceeds `maxBytes`. Rejects when the client goes
 * away before the end.
 */
export async function readBody(
  request: IncomingMessage,
  maxBytes: number,
): Promise<Buffer | undefined> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk)
    size += bytes.length
    if (size > maxBytes) return undefined
    chunks.push(bytes)
  }
  return Buffer.concat(chunks)
}
