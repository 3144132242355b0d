/**
 * Ends a run when somebody asks for it or its time is up. `AbortSignal.any` and
 * `AbortSignal.timeout` would do too, but Node keeps those, and with them the whole run, until the
 * time is up; one process may do thousands of runs.
 */
export class RunLimit implements Disposable {
  readonly #controller = new AbortController()
  readonly #request: AbortSignal
  readonly #timer: NodeJS.Timeout
  readonly #onRequest = () => this.#controller.abort(this.#request.reason)

  constructor(request: AbortSignal, limitMs: number) {
    this.#request = request
    this.#timer = setTimeout(
      () => this.#controller.abort(new DOMException('The run took too long.', 'TimeoutError')),
      limitMs,
    )
    this.#timer.unref()
    if (request.aborted) this.#onRequest()
    else request.addEventListener('abort', this.#onRequest)
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer)
    this.#request.removeEventListener('abort', this.#onRequest)
  }
}
