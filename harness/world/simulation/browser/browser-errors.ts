/** The errors that Playwright and Chromium give, in their words (playwright-core 1.65.1). */

/** @param call such as `page.goto` */
export function closedError(call: string): Error {
  return new Error(`${call}: Target page, context or browser has been closed`)
}

export function timeoutError(call: string, timeoutMs: number): Error {
  const error = new Error(`${call}: Timeout ${timeoutMs}ms exceeded.`)
  error.name = 'TimeoutError'
  return error
}

/** @param reason Chromium's own, such as `net::ERR_ABORTED` */
export function navigationError(reason: string): Error {
  return new Error(`page.goto: ${reason}`)
}

/** Of an answer that broke off. @param call such as `response.text` */
export function noBodyError(call: string): Error {
  return new Error(
    `${call}: Protocol error (Network.getResponseBody): No data found for resource with given identifier`,
  )
}
