/**
 * Bodies of requests that hold files or blobs. Playwright has none of them; Chromium hands them out on
 * demand, as long as the page lives.
 */
import type { BrowserContext, CDPSession, Page } from 'playwright-core'

export class UploadBodies {
  /** By method and address, in the order of asking. */
  readonly #asked = new Map<string, Promise<Buffer | undefined>[]>()

  /** Listens to the pages that the context has and will have. */
  constructor(context: BrowserContext) {
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
  async take(method: string, url: string): Promise<Buffer | undefined> {
    return await this.#asked.get(`${method} ${url}`)?.shift()
  }

  async #listenTo(session: CDPSession): Promise<void> {
    session.on('Network.requestWillBeSent', ({ requestId, request }) => {
      if (request.hasPostData !== true || request.postData !== undefined) return
      const key = `${request.method} ${request.url}`
      const bodies = this.#asked.get(key) ?? []
      this.#asked.set(key, bodies)
      bodies.push(
        session.send('Network.getRequestPostData', { requestId }).then(
          ({ postData, base64Encoded }) => Buffer.from(postData, base64Encoded ? 'base64' : 'utf8'),
          // The page is gone, or the body is too large to be handed out: it stays unknown.
          () => undefined,
        ),
      )
    })
    // A page that is closed meanwhile has no more to tell.
    await session.send('Network.enable').catch(() => undefined)
  }
}
