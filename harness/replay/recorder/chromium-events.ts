/**
 * What Playwright does not tell of a page's traffic, and Chromium does: the bodies of requests that
 * hold files or blobs, which it hands out as long as the page lives, and the preflights by which it
 * asks another origin's leave.
 */
import type { BrowserContext, CDPSession, Page } from 'playwright-core'
import type { Header } from './captured.ts'

/** A preflight and its answer, which has no body that matters. */
export interface Preflight {
  url: string
  status: number
  statusText: string
  headers: readonly Header[]
  /** Milliseconds since 1970. */
  startedAtMs: number
  waitMs: number
}

/** When a preflight was asked: milliseconds since 1970, and by Chromium's own clock. */
interface AskedPreflight {
  startedAtMs: number
  timestamp: number
}

export class ChromiumEvents {
  readonly #onPreflight: (preflight: Preflight) => void
  /** By method and address, in the order of asking. */
  readonly #uploads = new Map<string, Promise<Buffer | undefined>[]>()

  /** Listens to the pages that the context has and will have. */
  constructor(context: BrowserContext, onPreflight: (preflight: Preflight) => void) {
    this.#onPreflight = onPreflight
    const listen = (page: Page) => {
      context.newCDPSession(page).then(
        (session) => this.#listenTo(session),
        // The page was closed at once; it has no more to tell.
        () => undefined,
      )
    }
    context.on('page', listen)
    for (const page of context.pages()) listen(page)
  }

  /** The body of the earliest such request not yet taken; undefined if it cannot be had. */
  async uploadBody(method: string, url: string): Promise<Buffer | undefined> {
    return await this.#uploads.get(`${method} ${url}`)?.shift()
  }

  async #listenTo(session: CDPSession): Promise<void> {
    this.#keepUploads(session)
    this.#tellPreflights(session)
    // A page that is closed meanwhile has no more to tell.
    await session.send('Network.enable').catch(() => undefined)
  }

  #keepUploads(session: CDPSession): void {
    session.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (request.hasPostData !== true || request.postData !== undefined) return
      const key = `${request.method} ${request.url}`
      const bodies = this.#uploads.get(key) ?? []
      this.#uploads.set(key, bodies)
      bodies.push(
        session.send('Network.getRequestPostData', { requestId }).then(
          ({ postData, base64Encoded }) => Buffer.from(postData, base64Encoded ? 'base64' : 'utf8'),
          // The page is gone, or the body is too large to be handed out: it stays unknown.
          () => undefined,
        ),
      )
    })
  }

  #tellPreflights(session: CDPSession): void {
    const asked = new Map<string, AskedPreflight>()
    session.on('Network.requestWillBeSent', ({ requestId, initiator, wallTime, timestamp }) => {
      if (initiator.type !== 'preflight') return
      asked.set(requestId, { startedAtMs: Math.round(wallTime * 1000), timestamp })
    })
    session.on('Network.responseReceived', ({ requestId, response, timestamp }) => {
      const preflight = asked.get(requestId)
      if (preflight === undefined) return
      asked.delete(requestId)
      const { url, status, statusText, headers } = response
      this.#onPreflight({
        url,
        status,
        statusText,
        headers: Object.entries(headers).map(([name, value]) => ({ name, value })),
        startedAtMs: preflight.startedAtMs,
        waitMs: Math.max(0, Math.round((timestamp - preflight.timestamp) * 1000)),
      })
    })
  }
}
