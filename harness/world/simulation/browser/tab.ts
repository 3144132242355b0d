import type { Response } from 'playwright-core'
import type { PageRequest } from '../../../replay/page-requests.ts'
import { closedError, navigationError, timeoutError } from './browser-errors.ts'
import { unavailable } from './playwright-object.ts'
import { simulatedResponse } from './simulated-response.ts'
import type { Answer, Site } from './site.ts'

export interface TabOptions {
  accountId: string
  site: Site
  /** How long the next request takes, in whole milliseconds. */
  latencyMs(): number
  /** Runs what the browser does by itself, in the async context of the browser. */
  run(action: () => void): void
  onResponse(response: Response): void
}

interface Navigation {
  readonly address: string
  readonly response: PromiseWithResolvers<Response>
}

interface Waiter {
  isOver(): boolean
  readonly call: string
  readonly done: PromiseWithResolvers<void>
  timer?: NodeJS.Timeout
}

/** One tab: it navigates, then gets the answers to all that the page asks, one after the other. */
export class Tab {
  readonly #options: TabOptions
  readonly #waiters = new Set<Waiter>()
  #document: Answer | undefined
  #navigation: Navigation | undefined
  #isLoading = false
  #isClosed = false
  /** The one thing that comes next: the document, or the next answer. */
  #next: NodeJS.Timeout | undefined

  constructor(options: TabOptions) {
    this.#options = options
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  /** Where it is: the address of the document that is shown. */
  get url(): string {
    return this.#document?.url ?? 'about:blank'
  }

  /** Some answers of the page are still to come. */
  get isLoading(): boolean {
    return this.#isLoading
  }

  /** The document as it was recorded; empty before there is one. */
  get text(): string {
    return this.#document === undefined ? '' : this.#options.site.textOf(this.#document.exchange)
  }

  /** Whether the document itself, as it was recorded, has this attribute with this value. */
  holds(name: string, value: string): boolean {
    return this.text.includes(`${name}="${value}"`)
  }

  /** Resolves once the document is there. What was still loading is dropped. */
  goto(address: string, timeoutMs: number): Promise<Response> {
    this.requireOpen('page.goto')
    const url = addressOf(address)
    this.#failNavigation((before) => navigationError(`net::ERR_ABORTED at ${before.address}`))
    const navigation = { address: url.href, response: Promise.withResolvers<Response>() }
    this.#navigation = navigation
    const latencyMs = this.#options.latencyMs()
    if (timeoutMs > 0 && timeoutMs < latencyMs) {
      this.#after(timeoutMs, () => this.#failNavigation(() => timeoutError('page.goto', timeoutMs)))
    } else {
      this.#after(latencyMs, () => this.#arrive(navigation, url))
    }
    return navigation.response.promise
  }

  /** Resolves as soon as `isOver` says so, after anything happened on the page; 0 waits for ever. */
  waitUntil(call: string, timeoutMs: number, isOver: () => boolean): Promise<void> {
    this.requireOpen(call)
    if (isOver()) return Promise.resolve()
    const waiter: Waiter = { isOver, call, done: Promise.withResolvers() }
    this.#waiters.add(waiter)
    if (timeoutMs > 0) {
      waiter.timer = setTimeout(() => {
        this.#waiters.delete(waiter)
        waiter.done.reject(timeoutError(call, timeoutMs))
      }, timeoutMs)
    }
    return waiter.done.promise
  }

  /** @param call such as `page.goto` */
  requireOpen(call: string): void {
    if (this.#isClosed) throw closedError(call)
  }

  /** Nothing comes any more; whatever is awaited is rejected. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#next)
    this.#failNavigation(() => navigationError('net::ERR_ABORTED; maybe frame was detached?'))
    for (const { call, done, timer } of this.#waiters) {
      clearTimeout(timer)
      done.reject(closedError(call))
    }
    this.#waiters.clear()
  }

  #after(delayMs: number, action: () => void): void {
    clearTimeout(this.#next)
    this.#next = setTimeout(() => this.#options.run(action), delayMs)
  }

  #failNavigation(reason: (navigation: Navigation) => unknown): void {
    const navigation = this.#navigation
    if (navigation === undefined) return
    this.#navigation = undefined
    this.#document = undefined
    this.#isLoading = false
    navigation.response.reject(reason(navigation))
  }

  #arrive(navigation: Navigation, url: URL): void {
    const { accountId, site, onResponse } = this.#options
    const opened = site.open(accountId, url)
    if (opened instanceof Error) {
      this.#failNavigation(() => opened)
      return
    }
    const { redirects, document, requests } = opened
    this.#document = document
    this.#isLoading = requests.length > 0
    this.#deliver(requests, 0)
    const response = this.#respond('GET', document)
    this.#navigation = undefined
    navigation.response.resolve(response)
    this.#changed()
    for (const redirect of redirects) onResponse(this.#respond('GET', redirect))
    onResponse(response)
  }

  #deliver(requests: readonly PageRequest[], place: number): void {
    const request = requests[place]
    if (request === undefined) return
    this.#after(this.#options.latencyMs(), () => {
      const { accountId, site, onResponse } = this.#options
      const answers = site.answers(accountId, request)
      this.#isLoading = place + 1 < requests.length
      this.#deliver(requests, place + 1)
      if (!this.#isLoading) this.#changed()
      // Last, so that a listener that throws keeps nothing else from coming.
      for (const answer of answers) onResponse(this.#respond(request.method, answer))
    })
  }

  #respond(method: string, { url, exchange }: Answer): Response {
    const text = this.#options.site.textOf(exchange)
    return simulatedResponse({ method, url, exchange, text, isGone: () => this.#isClosed })
  }

  #changed(): void {
    for (const waiter of this.#waiters) {
      if (!waiter.isOver()) continue
      this.#waiters.delete(waiter)
      clearTimeout(waiter.timer)
      waiter.done.resolve()
    }
  }
}

function addressOf(address: string): URL {
  const url = URL.parse(address)
  if (url === null) {
    throw navigationError('Protocol error (Page.navigate): Cannot navigate to invalid URL')
  }
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw unavailable(`address ${url.href}`)
  }
  return url
}
