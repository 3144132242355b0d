/** Sends answers of the replay proxy over HTTP. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PageAnswer } from '../fault/page/page-answer.ts'

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
 * Sends an answer, in its own time and as far as it goes; `onSent` is called once that much was
 * handed to the network. A client that goes away before it begins gets nothing.
 */
export function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  answer: PageAnswer,
  onSent: () => void,
): void {
  const { delayMs = 0 } = answer
  if (delayMs === 0) {
    sendNow(request, response, answer, onSent)
    return
  }
  const timer = setTimeout(() => sendNow(request, response, answer, onSent), delayMs)
  response.on('close', () => clearTimeout(timer))
}

function sendNow(
  request: IncomingMessage,
  response: ServerResponse,
  answer: PageAnswer,
  onSent: () => void,
): void {
  const { status, body, endless, cutAfterBytes } = answer
  const headers = answer.headers
    .filter(([name]) => !connectionHeaders.has(name.toLowerCase()))
    .flat()
  // These answers have no body, and so no length, whatever was recorded.
  const isBodiless = status === 204 || status === 304
  if (!isBodiless && !endless) headers.push('content-length', String(body.length))
  if (endless) {
    response.writeHead(status, headers)
    response.write(body.subarray(0, body.length / 2), onSent)
  } else if (cutAfterBytes !== undefined) {
    response.writeHead(status, headers)
    response.write(body.subarray(0, cutAfterBytes), () => {
      onSent()
      response.destroy()
    })
  } else {
    response.on('finish', onSent)
    response.writeHead(status, headers)
    response.end(isBodiless || request.method === 'HEAD' ? undefined : body)
  }
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
