/** Captured traffic as HAR 1.2, every body inline. */
import type { Captured, CapturedFrame } from './captured.ts'

/** The entries in the order given. */
export function harOf(exchanges: readonly Captured[]): object {
  return {
    log: {
      version: '1.2',
      creator: { name: 'glassbox', version: '1' },
      entries: exchanges.map(entryOf),
    },
  }
}

/** Opcodes of RFC 6455. */
const opcodes = { text: 1, binary: 2 } as const

function entryOf(captured: Captured): object {
  const { episode, account, frames, isServiceWorkers, waitMs, receiveMs } = captured
  return {
    _episode: episode,
    _resourceType: captured.resourceType,
    ...(account !== undefined && { _account: account }),
    ...(isServiceWorkers && { _serviceWorker: true }),
    startedDateTime: new Date(captured.startedAtMs).toISOString(),
    time: waitMs + receiveMs,
    request: requestOf(captured),
    response: responseOf(captured),
    cache: {},
    timings: { send: 0, wait: waitMs, receive: receiveMs },
    ...(frames && { _webSocketMessages: frames.map((frame) => messageOf(frame, episode)) }),
  }
}

function requestOf({ method, url, requestBody }: Captured): object {
  return {
    method,
    url: url.href,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers: [],
    queryString: [...url.searchParams].map(([name, value]) => ({ name, value })),
    headersSize: -1,
    bodySize: requestBody?.length ?? 0,
    ...(requestBody && { postData: postDataOf(requestBody) }),
  }
}

function responseOf({ status, statusText, headers, body }: Captured): object {
  const headerValue = (header: string) => headers.find(({ name }) => name === header)?.value ?? ''
  return {
    status,
    statusText,
    httpVersion: 'HTTP/1.1',
    cookies: [],
    headers,
    content: { size: body.length, mimeType: headerValue('content-type'), ...contentOf(body) },
    redirectURL: headerValue('location'),
    headersSize: -1,
    bodySize: -1,
  }
}

function contentOf(body: Buffer): object {
  const text = textOf(body)
  return text === undefined ? { text: body.toString('base64'), encoding: 'base64' } : { text }
}

function postDataOf(body: Buffer): object {
  const text = textOf(body)
  return text === undefined
    ? { mimeType: '', text: body.toString('base64'), _encoding: 'base64' }
    : { mimeType: '', text }
}

/** The bytes as text where that loses nothing. */
function textOf(bytes: Buffer): string | undefined {
  const text = bytes.toString('utf8')
  return Buffer.from(text, 'utf8').equals(bytes) ? text : undefined
}

function messageOf({ direction, atMs, isBinary, data, episode }: CapturedFrame, opened: number) {
  return {
    type: direction === 'sent' ? 'send' : 'receive',
    time: atMs / 1000,
    opcode: isBinary ? opcodes.binary : opcodes.text,
    data: data.toString(isBinary ? 'base64' : 'utf8'),
    ...(episode !== opened && { _episode: episode }),
  }
}
