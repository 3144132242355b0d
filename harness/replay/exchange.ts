/** One exchange of a recording, read from its entry in the HAR. */
import { validateHeaderName, validateHeaderValue } from 'node:http'
import { RecordingError } from './recording-error.ts'
import { readRecordingFile } from './recording-files.ts'
import type { HarEntry, Manifest } from './recording-schema.ts'

/** One recorded request and its answer, body decoded. */
export interface Exchange {
  /** Place in the recording, from 0. */
  readonly index: number
  /** From 1; manifest.json names it. */
  readonly episode: number
  /** The key of the only account that was answered this; undefined: every account. */
  readonly account: string | undefined
  readonly method: string
  readonly url: URL
  /** True for the page itself, as opposed to what it loads. */
  readonly isDocument: boolean
  /** True for what a page's script asked for: fetch and XMLHttpRequest. */
  readonly isApi: boolean
  readonly requestBody: Buffer | undefined
  readonly status: number
  /** Name and value, in the recorded order. */
  readonly headers: readonly (readonly [string, string])[]
  readonly mimeType: string
  readonly body: Buffer
  /** Milliseconds since 1970. */
  readonly startedAtMs: number
  /** Until the first byte of the answer came, and from then until the last. */
  readonly waitMs: number
  readonly receiveMs: number
  /** What went over it, if this opened a websocket. */
  readonly frames: readonly Frame[] | undefined
}

/** A message over a websocket. */
export interface Frame {
  readonly direction: 'sent' | 'received'
  /** Since the socket was asked for. */
  readonly atMs: number
  readonly isBinary: boolean
  readonly data: Buffer
  readonly episode: number
}

/** The largest body that a recording may hold. */
export const maxBodyBytes = 16 * 1024 * 1024

/** @throws RecordingError if the entry cannot be replayed */
export async function exchangeOf(
  folder: string,
  manifest: Manifest,
  entry: HarEntry,
  index: number,
): Promise<Exchange> {
  const { request, response } = entry
  const url = new URL(request.url)
  const problem = problemWith(manifest, entry, url)
  if (problem !== undefined) throw unusable(manifest, index, problem)
  const { content } = response
  const body =
    content._file === undefined
      ? Buffer.from(content.text ?? '', content.encoding ?? 'utf8')
      : await readRecordingFile(folder, content._file, maxBodyBytes)
  if (body.length > maxBodyBytes) {
    throw unusable(
      manifest,
      index,
      `its body has ${body.length} bytes, and at most ${maxBodyBytes} are read`,
    )
  }
  const { postData } = request
  return {
    index,
    episode: entry._episode,
    account: entry._account,
    method: request.method,
    url,
    isDocument: entry._resourceType === 'document',
    isApi: isApi(entry),
    requestBody: postData && Buffer.from(postData.text, postData._encoding ?? 'utf8'),
    status: response.status,
    headers: response.headers.map(({ name, value }) => [name, value]),
    mimeType: content.mimeType,
    body,
    startedAtMs: Date.parse(entry.startedDateTime),
    waitMs: Math.max(0, entry.timings.wait),
    receiveMs: Math.max(0, entry.timings.receive),
    frames: framesOf(entry),
  }
}

function unusable(manifest: Manifest, index: number, problem: string): RecordingError {
  return new RecordingError(
    `Entry ${index} of traffic.har in the recording ${manifest.name} cannot be used: ${problem}. ` +
      'Correct it, or make the recording again.',
  )
}

function framesOf(entry: HarEntry): Frame[] | undefined {
  const openedMs = Date.parse(entry.startedDateTime)
  return entry._webSocketMessages?.map(({ type, time, opcode, data, _episode }) => ({
    direction: type === 'send' ? 'sent' : 'received',
    atMs: Math.max(0, time * 1000 - openedMs),
    isBinary: opcode === 2,
    data: Buffer.from(data, opcode === 2 ? 'base64' : 'utf8'),
    episode: _episode ?? entry._episode,
  }))
}

/** Where the recording does not say what kind of request it was, the answer's form does. */
function isApi({ _resourceType: type, response }: HarEntry): boolean {
  return type === undefined
    ? /\bjson\b/i.test(response.content.mimeType)
    : type === 'fetch' || type === 'xhr'
}

/** What makes an entry unfit for replay, as the end of a sentence; undefined when nothing does. */
function problemWith(manifest: Manifest, entry: HarEntry, url: URL): string | undefined {
  const { content, headers } = entry.response
  const isSocket = entry._webSocketMessages !== undefined
  const schemes = isSocket ? ['wss:', 'ws:'] : ['https:', 'http:']
  if (!schemes.includes(url.protocol)) {
    return `its address begins with ${url.protocol} where only ${schemes.join(' and ')} can be replayed`
  }
  if (isSocket !== (entry.response.status === 101)) {
    return `its status is ${entry.response.status}, and 101 is that of a websocket, with its messages`
  }
  if (!manifest.hosts.includes(url.hostname)) {
    return `its host ${url.hostname} is not among the hosts of manifest.json`
  }
  if (entry._episode > manifest.episodes.length) {
    return `it is of episode ${entry._episode}, and manifest.json tells of ${manifest.episodes.length} episodes`
  }
  const { _account: account } = entry
  if (account !== undefined && !manifest.accounts?.some(({ key }) => key === account)) {
    return `it is of the account ${account}, of which manifest.json does not tell`
  }
  if (entry._webSocketMessages?.some((frame) => frame.opcode === 2 && !isBase64(frame.data))) {
    return 'a binary message of its websocket is not valid base64'
  }
  if (content._file !== undefined && content.text !== undefined) {
    return 'its body is given twice, as text and as a file'
  }
  if (content.encoding === 'base64' && !isBase64(content.text ?? '')) {
    return 'its body is not valid base64'
  }
  const { postData } = entry.request
  if (postData?._encoding === 'base64' && !isBase64(postData.text)) {
    return 'its request body is not valid base64'
  }
  return headers.map(({ name, value }) => headerProblem(name, value)).find(Boolean)
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text)
}

function headerProblem(name: string, value: string): string | undefined {
  try {
    validateHeaderName(name)
    validateHeaderValue(name, value)
    return undefined
  } catch (error) {
    return `its header ${JSON.stringify(name)} is not allowed (${String(error)})`
  }
}
