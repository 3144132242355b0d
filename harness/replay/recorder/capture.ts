/**
 * Listens to a browser context and hands on every exchange of its pages, frames and workers, as each
 * comes to its end. Nothing that a page does makes it fail: what cannot be kept is left out, with the
 * reason.
 */
import { maxBodyBytes } from '../exchange.ts'
import { stableUrl } from '../request-key.ts'
import type { Captured, CaptureSink, Header } from './captured.ts'
import type { Preflight } from './chromium-events.ts'
import { keptHeaders } from './kept-headers.ts'
import type {
  ContextTraffic,
  PageTraffic,
  RequestTraffic,
  ResponseTraffic,
  SocketTraffic,
} from './page-traffic.ts'

export interface CaptureOptions {
  sink: CaptureSink
  /** The key of the account whose browser this is, where there are several. */
  account?: string | undefined
  /** False: nothing of this host is kept. */
  isWanted?(host: string): boolean
  /** The body of a request where Playwright has none: one with files in it. */
  uploadBody?(method: string, url: string): Promise<Buffer | undefined>
}

/** What is known of a request when it is made. */
type Asked = Pick<Captured, 'sequence' | 'episode' | 'method'> & { url: URL; done: Promise<void> }

export class Capture {
  /** The episode that new requests and frames belong to, from 1. */
  episode = 1
  readonly #sink: CaptureSink
  readonly #account: string | undefined
  readonly #isWanted: (host: string) => boolean
  readonly #uploadBody: NonNullable<CaptureOptions['uploadBody']>
  readonly #pending = new Set<Asked>()
  #hasEnded = false

  constructor(context: ContextTraffic, options: CaptureOptions) {
    this.#sink = options.sink
    this.#account = options.account
    this.#isWanted = options.isWanted ?? (() => true)
    this.#uploadBody = options.uploadBody ?? (async () => undefined)
    context.on('request', (request) => this.#onRequest(request))
    context.on('page', (page) => this.#listenTo(page))
    for (const page of context.pages()) this.#listenTo(page)
  }

  /** Resolves once every request made so far has come to its end, or after `limitMs`. */
  async settle(limitMs?: number): Promise<void> {
    const all = Promise.all([...this.#pending].map(({ done }) => done))
    if (limitMs === undefined) {
      await all
      return
    }
    const limit = Promise.withResolvers<void>()
    const timer = setTimeout(limit.resolve, limitMs)
    await Promise.race([all, limit.promise])
    clearTimeout(timer)
  }

  /** From now on nothing is kept; what has not ended is left out. */
  end(): void {
    for (const asked of this.#pending) {
      this.#leaveOut(asked, 'it had not come to its end when the recording did')
    }
    this.#hasEnded = true
  }

  /** Keeps what Playwright does not tell of. */
  preflight({ url: address, headers, ...answer }: Preflight): void {
    const url = this.#wantedUrl(address, ['http:', 'https:'])
    if (url === undefined) return
    this.#sink.exchange({
      ...answer,
      sequence: this.#sink.nextSequence(),
      episode: this.episode,
      account: this.#account,
      method: 'OPTIONS',
      url,
      resourceType: 'preflight',
      isServiceWorkers: false,
      fromServiceWorker: false,
      requestBody: undefined,
      headers: keptHeaders(headers, url),
      body: Buffer.alloc(0),
      receiveMs: 0,
      frames: undefined,
    })
  }

  #onRequest(request: RequestTraffic): void {
    const url = this.#wantedUrl(request.url(), ['http:', 'https:'])
    if (url === undefined) return
    const asked: Asked = {
      sequence: this.#sink.nextSequence(),
      episode: this.episode,
      method: request.method(),
      url,
      done: Promise.resolve(),
    }
    this.#pending.add(asked)
    asked.done = this.#keep(asked, request)
      .catch((error: unknown) => this.#leaveOut(asked, goneReason(error)))
      .finally(() => this.#pending.delete(asked))
  }

  async #keep(asked: Asked, request: RequestTraffic): Promise<void> {
    const response = await request.response()
    if (response === null) return this.#leaveOut(asked, failureReason(request))
    const status = response.status()
    if (status < 200 || status > 599) return this.#leaveOut(asked, `its status is ${status}`)
    const headers = await headersOf(response)
    const announced = Number(headers.find(isContentLength)?.value ?? 0)
    if (announced > maxBodyBytes) return this.#leaveOut(asked, tooLarge(announced))
    await response.finished()
    const { responseBodySize } = await request.sizes()
    if (responseBodySize > maxBodyBytes) return this.#leaveOut(asked, tooLarge(responseBodySize))
    const body = await bodyOf(request, response)
    const requestBody = await this.#requestBody(request)
    const largest = Math.max(body.length, requestBody?.length ?? 0)
    if (largest > maxBodyBytes) return this.#leaveOut(asked, tooLarge(largest))
    if (this.#hasEnded) return
    const { startTime, responseStart, responseEnd } = request.timing()
    this.#sink.exchange({
      sequence: asked.sequence,
      episode: asked.episode,
      account: this.#account,
      method: asked.method,
      url: asked.url,
      resourceType: request.resourceType(),
      isServiceWorkers: request.serviceWorker() !== null,
      fromServiceWorker: response.fromServiceWorker(),
      requestBody,
      status,
      statusText: response.statusText(),
      headers: keptHeaders(headers, asked.url),
      body,
      startedAtMs: Math.round(startTime),
      waitMs: Math.max(0, Math.round(responseStart)),
      receiveMs: Math.max(0, Math.round(responseEnd - responseStart)),
      frames: undefined,
    })
  }

  async #requestBody(request: RequestTraffic): Promise<Buffer | undefined> {
    const known = request.postDataBuffer()
    return known ?? (await this.#uploadBody(request.method(), request.url()))
  }

  #listenTo(page: PageTraffic): void {
    page.on('websocket', (socket) => this.#onSocket(socket))
  }

  #onSocket(socket: SocketTraffic): void {
    const url = this.#wantedUrl(socket.url(), ['ws:', 'wss:'])
    if (url === undefined) return
    const { episode } = this
    const sequence = this.#sink.nextSequence()
    const startedAtMs = Date.now()
    this.#sink.socketOpened({ sequence, episode, account: this.#account, url, startedAtMs })
    const keepFrame = (direction: 'sent' | 'received', payload: string | Buffer) => {
      if (this.#hasEnded) return
      const isBinary = typeof payload !== 'string'
      const data = isBinary ? payload : Buffer.from(payload)
      const frame = { direction, atMs: Date.now(), isBinary, data, episode: this.episode }
      this.#sink.frame(sequence, frame)
    }
    socket.on('framesent', ({ payload }) => keepFrame('sent', payload))
    socket.on('framereceived', ({ payload }) => keepFrame('received', payload))
    socket.on('close', () => {
      if (!this.#hasEnded) this.#sink.socketClosed(sequence, Date.now())
    })
    socket.on('socketerror', (error) => {
      this.#leaveOut({ sequence, episode, method: 'GET', url }, `the websocket failed: ${error}`)
    })
  }

  /** Without volatile parameters; undefined for what is not of the network or not to be recorded. */
  #wantedUrl(address: string, schemes: readonly string[]): URL | undefined {
    if (this.#hasEnded) return undefined
    const url = new URL(address)
    if (!schemes.includes(url.protocol) || !this.#isWanted(url.hostname)) return undefined
    return new URL(stableUrl(url))
  }

  #leaveOut(asked: Omit<Asked, 'done'>, reason: string): void {
    if (this.#hasEnded) return
    const { sequence, episode, method, url } = asked
    this.#sink.leftOut({ sequence, episode, method, address: `${url.host}${url.pathname}`, reason })
  }
}

/** What a service worker answers has no headers of the network, for which Playwright would wait. */
async function headersOf(response: ResponseTraffic): Promise<Header[]> {
  if (!response.fromServiceWorker()) return await response.headersArray()
  return Object.entries(response.headers()).map(([name, value]) => ({ name, value }))
}

/** Answers of these kinds have no body that a browser would hand out. */
async function bodyOf(request: RequestTraffic, response: ResponseTraffic): Promise<Buffer> {
  const status = response.status()
  const isBodiless = (status >= 300 && status < 400) || status === 204 || status === 205
  const isUnread = request.resourceType() === 'ping' || request.method() === 'HEAD'
  return isBodiless || isUnread ? Buffer.alloc(0) : await response.body()
}

function isContentLength({ name }: { name: string }): boolean {
  return name.toLowerCase() === 'content-length'
}

function tooLarge(bytes: number): string {
  return `its body has ${bytes} bytes, and a recording holds at most ${maxBodyBytes} of one`
}

function failureReason(request: RequestTraffic): string {
  return `it got no answer (${request.failure()?.errorText ?? 'the browser gives no reason'})`
}

/** Mostly the page was left or closed in the middle, and the body with it. */
function goneReason(error: unknown): string {
  const [line = ''] = (error instanceof Error ? error.message : String(error)).split('\n')
  return `its answer was gone before it could be read (${line})`
}
