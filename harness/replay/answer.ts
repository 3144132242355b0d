/** Sends answers of the replay proxy over HTTP. */
import type { IncomingMessage, ServerResponse } from 'node:http'
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

/** Sends a recorded answer; `onSent` is called once all of it was handed to the network. */
export function sendExchange(
  request: IncomingMessage,
  response: ServerResponse,
  exchange: Exchange,
  onSent: () => void,
): void {
  const headers = exchange.headers
    .filter(([name]) => !connectionHeaders.has(name.toLowerCase()))
    .flat()
  // These answers have no body, and so no length, whatever was recorded.
  const isBodiless = exchange.status === 204 || exchange.status === 304
  if (!isBodiless) headers.push('content-length', String(exchange.body.length))
  response.on('finish', onSent)
  response.writeHead(exchange.status, headers)
  response.end(isBodiless || request.method === 'HEAD' ? undefined : exchange.body)
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
