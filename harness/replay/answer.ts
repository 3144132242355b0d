/** Sends answers of the replay proxy over HTTP. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { PageAnswer } from '../fault/page/page-answer.ts'
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

/** An answer on its way, and how fast it goes. */
export interface Sending {
  readonly answer: PageAnswer
  /** What its times were when it was recorded. */
  readonly recorded: Pick<Exchange, 'waitMs' | 'receiveMs'>
  readonly pace: Pace
  /** Called once all of it, or as much of it as there is to be, was handed to the network. */
  onSent(): void
}

/**
 * Sends an answer: its first byte after the recorded wait, its last one after the recorded time of
 * receiving, both at this pace. A client that goes away before it begins gets nothing.
 */
export async function sendAnswer(
  request: IncomingMessage,
  response: ServerResponse,
  sending: Sending,
): Promise<void> {
  const { answer, recorded, pace } = sending
  const waitMs = (answer.delayMs ?? 0) + pausedMs(pace, recorded.waitMs)
  const gone = new AbortController()
  response.on('close', () => gone.abort())
  if (waitMs > 0) await pause(waitMs, gone.signal)
  if (gone.signal.aborted) return
  if (answer.endless || answer.cutAfterBytes !== undefined) sendPart(response, sending)
  else await sendWhole(request, response, sending, gone.signal)
}

async function sendWhole(
  request: IncomingMessage,
  response: ServerResponse,
  { answer, recorded, pace, onSent }: Sending,
  gone: AbortSignal,
): Promise<void> {
  const { status, body } = answer
  response.on('finish', onSent)
  response.writeHead(status, headersOf(answer))
  const sent = isBodiless(answer) || request.method === 'HEAD' ? undefined : body
  if (pace === 'at once') response.end(sent)
  else await sendPaced(response, sent, pausedMs(pace, recorded.receiveMs), gone)
}

/** Of an answer that never ends, or breaks off. */
function sendPart(response: ServerResponse, { answer, onSent }: Sending): void {
  const { status, body, cutAfterBytes } = answer
  if (cutAfterBytes === undefined) {
    response.writeHead(status, ownHeaders(answer))
    response.write(body.subarray(0, body.length / 2), onSent)
    return
  }
  response.writeHead(status, headersOf(answer))
  response.write(body.subarray(0, cutAfterBytes), () => {
    onSent()
    response.destroy()
  })
}

/** These answers have no body, and so no length, whatever was recorded. */
function isBodiless({ status }: Pick<PageAnswer, 'status'>): boolean {
  return status === 204 || status === 304
}

/** The headers that are the answer's own, and its length: name, value, name … */
export function headersOf(answer: Pick<PageAnswer, 'status' | 'headers' | 'body'>): string[] {
  const length = isBodiless(answer) ? [] : ['content-length', String(answer.body.length)]
  return [...ownHeaders(answer), ...length]
}

function ownHeaders(answer: Pick<PageAnswer, 'headers'>): string[] {
  return headerPairs(answer).flat()
}

/** The headers that are the answer's own, name and value. */
export function headerPairs({ headers }: Pick<PageAnswer, 'headers'>): [string, string][] {
  return headers.flatMap(([name, value]) =>
    connectionHeaders.has(name.toLowerCase()) ? [] : [[name, value]],
  )
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
