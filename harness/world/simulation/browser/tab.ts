import type { Response } from 'playwright-core'
import type { PageRequest } from '../../../replay/page-requests.ts'
import { closedError, navigationError, noBodyError, timeoutError } from './browser-errors.ts'
import { unavailable } from './playwright-object.ts'
import { simulatedResponse } from './simulated-response.ts'
import type { Answer, OpenedPage, Site } from './site.ts'

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
  /** How long it may still take once the document begins to come; undefined: for ever. */
  readonly leftMs: number | undefined
  readonly timeoutMs: number
  readonly response: PromiseWithResolvers<Response>
}

interface Waiter {
  isOver(): boolean
  readonly call: string
  readonly done: PromiseWithResolvers<void>
  timer?: NodeJS.Timeout
}

/** A list without an end is asked so often again, and then just never complete. */
const mostRepeats = 3

/** One tab: it navigates, then gets the answers to all that the page asks, one after the other. */
export class Tab {
  readonly #options: TabOptions
  readonly #waiters = new Set<Waiter>()
  #document: Answer | undefined
  /** Rejected when the page that is open is left. */
  #left = leaving()
  #navigation: Navigation | undefined
  #isLoading = false
  /** The page's own script runs. */
  #runsScript = false
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

  /** All that the page asks has come. */
  get isComplete(): boolean {
    return this.#document !== undefined && this.#runsScript && !this.#isLoading
  }

  /** The document as it was given; empty before there is one. */
  get text(): string {
    return this.#document === undefined ? '' : this.#options.site.textOf(this.#document.answer)
  }

  /** Whether the document itself, as it was given, has this attribute with this value. */
  holds(name: string, value: string): boolean {
    return this.text.includes(`${name}="${value}"`)
  }

  /** Resolves once the document is there. What was still loading is dropped. */
  goto(address: string, timeoutMs: number): Promise<Response> {
    this.requireOpen('page.goto')
    const url = addressOf(address)
    this.#failNavigation((before) => navigationError(`net::ERR_ABORTED at ${before.address}`))
    this.#leave()
    const latencyMs = this.#options.latencyMs()
    const navigation = {
      address: url.href,
      leftMs: timeoutMs > 0 ? timeoutMs - latencyMs : undefined,
      timeoutMs,
      response: Promise.withResolvers<Response>(),
    }
    this.#navigation = navigation
    if (timeoutMs > 0 && timeoutMs < latencyMs) {
      this.#after(timeoutMs, () => this.#timeOut(navigation))
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

  /** As waitUntil, but resolves with whether it came about in time. */
  async isWithin(call: string, timeoutMs: number, isOver: () => boolean): Promise<boolean> {
    try {
      await this.waitUntil(call, timeoutMs, isOver)
      return true
    } catch (error) {
      this.requireOpen(call)
      if (error instanceof Error && error.name === 'TimeoutError') return false
      throw error
    }
  }

  /** @param call such as `page.goto` */
  requireOpen(call: string): void {
    if (this.#isClosed) throw closedError(call)
  }

  /** Nothing comes any more; whatever is awaited is rejected. */
  close(): void {
    this.#isClosed = true
    clearTimeout(this.#next)
    this.#leave()
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

  #timeOut({ timeoutMs }: Navigation): void {
    this.#failNavigation(() => timeoutError('page.goto', timeoutMs))
  }

  /** What has not come by now never does. */
  #leave(): void {
    this.#left.reject(noBodyError('response.text'))
    this.#left = leaving()
  }

  #arrive(navigation: Navigation, url: URL): void {
    const opened = this.#options.site.open(this.#options.accountId, url)
    if (opened instanceof Error) {
      this.#failNavigation(() => opened)
      return
    }
    const { leftMs = Number.POSITIVE_INFINITY } = navigation
    const delayMs = delayOf([...opened.redirects, opened.document])
    if (delayMs > leftMs) this.#after(leftMs, () => this.#timeOut(navigation))
    else if (delayMs > 0)
      this.#after(delayMs, () => this.#show(navigation, opened, leftMs - delayMs))
    else this.#show(navigation, opened, leftMs)
  }

  #show(navigation: Navigation, opened: OpenedPage, leftMs: number): void {
    const { redirects, document, runsScript, requests } = opened
    for (const one of [...redirects, document]) one.arrived()
    const responses = [...redirects, document].map((one) => this.#respond('GET', one))
    const [response] = responses.slice(-1)
    if (document.answer.endless) {
      if (leftMs < Number.POSITIVE_INFINITY) this.#after(leftMs, () => this.#timeOut(navigation))
    } else if (response !== undefined) {
      this.#document = document
      this.#runsScript = runsScript
      this.#isLoading = requests.length > 0
      this.#deliver(requests, 0)
      this.#navigation = undefined
      navigation.response.resolve(response)
      this.#changed()
    }
    for (const one of responses) this.#options.onResponse(one)
  }

  #deliver(requests: readonly PageRequest[], place: number, repeats = 0): void {
    const request = requests[place]
    if (request === undefined) return
    this.#after(this.#options.latencyMs(), () => {
      const { accountId, site } = this.#options
      const answers = site.answers(accountId, request)
      const delayMs = delayOf(answers)
      const take = () => {
        for (const one of answers) one.arrived()
        if (answers.some((one) => one.leadsBack)) this.#repeat(requests, place, repeats)
        else if (!answers.some(({ answer }) => answer.endless)) this.#goOn(requests, place)
        // Last, so that a listener that throws keeps nothing else from coming.
        for (const one of answers) this.#options.onResponse(this.#respond(request.method, one))
      }
      if (delayMs > 0) this.#after(delayMs, take)
      else take()
    })
  }

  #goOn(requests: readonly PageRequest[], place: number): void {
    this.#isLoading = place + 1 < requests.length
    this.#deliver(requests, place + 1)
    if (!this.#isLoading) this.#changed()
  }

  #repeat(requests: readonly PageRequest[], place: number, repeats: number): void {
    if (repeats < mostRepeats) this.#deliver(requests, place, repeats + 1)
  }

  #respond(method: string, { url, answer }: Answer): Response {
    const text = this.#options.site.textOf(answer)
    const left = this.#left.promise
    return simulatedResponse({ method, url, answer, text, left, isGone: () => this.#isClosed })
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

/** One after the other. */
function delayOf(answers: readonly Answer[]): number {
  return answers.reduce((sum, { delayMs }) => sum + delayMs, 0)
}

/** A promise that may be rejected while nobody waits for it. */
function leaving(): PromiseWithResolvers<never> {
  const left = Promise.withResolvers<never>()
  left.promise.catch(() => undefined)
  return left
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
