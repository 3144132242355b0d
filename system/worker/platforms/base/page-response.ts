/** Answers as a browser shows them, and what can be said of one before its body is read. */
import { errorText } from '../../../shared/errors.ts'
import { withinLimit } from '../../../shared/within-limit.ts'
import { wallInAddress } from './known-walls.ts'
import { httpProblemName, retryAfter } from './open-answer.ts'
import { asPageProblem, PageProblem } from './page-problem.ts'

/** An answer that a page got; Playwright's Response is one. */
export interface PageResponse {
  url(): string
  status(): number
  ok(): boolean
  /** By name, in lower case. */
  headers(): Record<string, string>
  text(): Promise<string>
  request(): { method(): string }
}

/** What tells of answers; Playwright's BrowserContext does. */
export interface ResponseSource {
  on(event: 'response', listener: (response: PageResponse) => void): unknown
}

/** How long the body of an error is awaited. */
const errorBodyLimitMs = 2000

const redirects = new Set([301, 302, 303, 307, 308])

export function isRedirect(response: PageResponse): boolean {
  return redirects.has(response.status())
}

/** Where a redirect leads; null where that is nowhere. */
export function redirectOf(response: PageResponse, from: URL): URL | null {
  const location = response.headers().location
  return location === undefined ? null : URL.parse(location, from)
}

/** The body, or why there is none: the span that is begun for all but known answers tells it. */
export async function readText(
  response: PageResponse,
  from: URL,
): Promise<{ text: string } | { error: PageProblem }> {
  // A redirect has no body that could be read.
  if (isRedirect(response)) return { error: redirectProblem(response, from) }
  // What an error has to say may explain it; without it, it is an error all the same.
  if (!response.ok()) {
    const failure = 'Its body did not come'
    return withinLimit(response.text(), errorBodyLimitMs, failure).then(
      (text) => ({ text }),
      (error: unknown) => ({ error: bodilessProblem(response, error) }),
    )
  }
  return response.text().then(
    (text) => ({ text }),
    (error: unknown) => ({ error: asPageProblem(error, 'no_answer') }),
  )
}

function bodilessProblem(response: PageResponse, error: unknown): PageProblem {
  const status = response.status()
  return new PageProblem(
    httpProblemName(status, ''),
    `The platform answered ${status}. ${errorText(error)}`,
    { retryAfterMs: retryAfter(response.headers()['retry-after']), cause: error },
  )
}

function redirectProblem(response: PageResponse, from: URL): PageProblem {
  const to = redirectOf(response, from)
  const place = to === null ? 'nowhere' : `${to.origin}${to.pathname}`
  return new PageProblem(
    (to === null ? undefined : wallInAddress(to)) ?? 'redirected',
    `The platform answered ${response.status()} and sends to ${place}.`,
  )
}
