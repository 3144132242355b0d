/** Listens to a browser context and keeps every exchange of its pages. */
import type { BrowserContext, Request } from 'playwright-core'
import type { Captured } from './har.ts'
import { stableUrl } from './request-key.ts'

export interface Capture {
  /** The episode that new requests belong to. */
  episode: number
  /** Resolves once every request begun so far has its answer. Rejects when one failed. */
  settle(): Promise<void>
  /** What was captured, in the order of the requests. */
  exchanges(): Captured[]
}

/** Headers that must not get into a recording, or mean nothing once the body is decoded. */
const unrecordedHeaders: ReadonlySet<string> = new Set([
  'connection',
  'content-encoding',
  'content-length',
  'date',
  'keep-alive',
  'set-cookie',
  'transfer-encoding',
])

export function capture(context: BrowserContext): Capture {
  const pending = new Map<Request, PromiseWithResolvers<Captured>>()
  const captured: Promise<Captured>[] = []
  const self: Capture = {
    episode: 1,
    async settle() {
      done = await Promise.all(captured)
    },
    exchanges: () => done,
  }
  let done: Captured[] = []
  context.on('request', (request) => {
    if (!request.url().startsWith('http')) return
    const { episode } = self
    const answer = Promise.withResolvers<Captured>()
    // A failure is told by settle(); until then nobody else looks at the promise.
    answer.promise.catch(() => undefined)
    pending.set(request, answer)
    captured.push(answer.promise)
    request
      .response()
      .then(async (response) => {
        if (response === null) throw new Error(request.failure()?.errorText ?? 'no answer')
        await response.finished()
        answer.resolve(await captureOf(request, episode))
      })
      .catch((error: unknown) => {
        const reason = error instanceof Error ? error.message : String(error)
        answer.reject(
          new Error(
            `The request ${stableUrl(new URL(request.url()))} could not be ` +
              `recorded: ${reason}. Let every page finish loading before the next one is opened.`,
            { cause: error },
          ),
        )
      })
  })
  return self
}

async function captureOf(request: Request, episode: number): Promise<Captured> {
  const response = await request.response()
  if (response === null) throw new Error('the answer is gone')
  const isRedirect = response.status() >= 300 && response.status() < 400
  const body = isRedirect ? Buffer.alloc(0) : await response.body()
  const headers = await response.headersArray()
  const { startTime, responseStart, responseEnd } = request.timing()
  return {
    episode,
    method: request.method(),
    url: new URL(stableUrl(new URL(request.url()))),
    resourceType: request.resourceType(),
    requestBody: request.postDataBuffer() ?? undefined,
    status: response.status(),
    statusText: response.statusText(),
    headers: headers
      .map(({ name, value }) => ({ name: name.toLowerCase(), value }))
      .filter(({ name }) => !unrecordedHeaders.has(name))
      // An answer from the browser's cache has the same headers in another order.
      .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    body,
    startedAtMs: Math.round(startTime),
    waitMs: Math.max(0, Math.round(responseStart)),
    receiveMs: Math.max(0, Math.round(responseEnd - responseStart)),
  }
}
