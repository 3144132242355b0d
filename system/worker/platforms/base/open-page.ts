/** Opening pages, and looking why one is not what was asked for. */
import type { Page, Response } from 'playwright-core'
import { errorText } from '../../../shared/errors.ts'
import type { PageProblemName } from '../../../shared/protocol/page-problems.ts'
import { withinLimit } from '../../../shared/within-limit.ts'
import { wallInAddress, wallInPage } from './known-walls.ts'
import { httpProblemName, retryAfter } from './open-answer.ts'
import { PageProblem } from './page-problem.ts'

/** Looking at a page must not take as long as what it explains. */
const lookLimitMs = 5000

/**
 * Opens a page and makes sure that it is the one.
 *
 * @param element What the page has at once when it is; looked for only to save time.
 * @throws PageProblem where another page comes, or none
 */
export async function openPage(
  page: Page,
  address: string,
  element: string,
  timeout: number,
): Promise<void> {
  const response = await goto(page, address, timeout)
  const landed = response?.url() ?? address
  if (!isSamePlace(landed, address)) {
    const { wall, unseen } = await lookAt(page)
    throw (
      wall ?? new PageProblem('redirected', `The page ${address} led to ${shown(landed)}.${unseen}`)
    )
  }
  if (response !== null && !response.ok()) throw await httpProblem(page, response)
  if ((await page.locator(element).count()) > 0) return
  const { wall, unseen } = await lookAt(page)
  if (wall !== undefined) throw wall
  if (unseen !== '')
    throw new PageProblem('no_answer', `The page ${address} shows nothing.${unseen}`)
}

async function goto(page: Page, address: string, timeout: number): Promise<Response | null> {
  try {
    return await page.goto(address, { timeout })
  } catch (error) {
    const text = errorText(error)
    throw new PageProblem(problemOfGoto(text), `Could not open ${address}: ${text}`, {
      cause: error,
    })
  }
}

function problemOfGoto(text: string): PageProblemName {
  if (text.includes('ERR_TOO_MANY_REDIRECTS')) return 'redirected'
  if (text.includes('Download is starting')) return 'unreadable'
  return 'no_answer'
}

async function httpProblem(page: Page, response: Response): Promise<PageProblem> {
  const status = response.status()
  const { content, unseen } = await contentOf(page)
  const problem = httpProblemName(status, content)
  const text = `The page ${shown(response.url())} answered ${status}.${unseen}`
  return new PageProblem(problem, text, {
    retryAfterMs: retryAfter(response.headers()['retry-after']),
  })
}

/**
 * Why something that was awaited on a page did not come: another page or a wall where the page
 * shows it, else `otherwise`.
 */
export async function explained(
  page: Page,
  error: unknown,
  address: string,
  otherwise: PageProblemName,
): Promise<PageProblem> {
  if (error instanceof PageProblem) return error
  const { wall, unseen } = await lookAt(page)
  const text = `${errorText(error)}${unseen}`
  if (wall !== undefined) {
    return new PageProblem(wall.problem, `${wall.message} (${text})`, { cause: error })
  }
  if (!isSamePlace(page.url(), address)) {
    const place = shown(page.url())
    return new PageProblem('redirected', `The page ${address} went to ${place}. (${text})`, {
      cause: error,
    })
  }
  return new PageProblem(otherwise, `${text} (${shown(address)})`, { cause: error })
}

const wallWords: Partial<Record<PageProblemName, string>> = {
  login_required: 'asks to log in',
  captcha: 'asks for a check that a person is there',
  rate_limited: 'says that it is asked too often',
}

/** What a page shows; `unseen` is a sentence where it could not be looked at, else empty. */
interface Look {
  wall: PageProblem | undefined
  unseen: string
}

/** Looks for a wall in a page. */
async function lookAt(page: Page): Promise<Look> {
  const url = URL.parse(page.url())
  const { content, unseen } = await contentOf(page)
  const problem = (url === null ? undefined : wallInAddress(url)) ?? wallInPage(content)
  if (problem === undefined) return { wall: undefined, unseen }
  const text = `The page at ${shown(page.url())} ${wallWords[problem]}.${unseen}`
  return { wall: new PageProblem(problem, text), unseen }
}

/** A page that is gone or hangs has no content, and the sentence goes into what is told of it. */
async function contentOf(page: Page): Promise<{ content: string; unseen: string }> {
  try {
    const content = await withinLimit(page.content(), lookLimitMs, 'Could not look at the page')
    return { content, unseen: '' }
  } catch (error) {
    return { content: '', unseen: ` It could not be looked at: ${errorText(error)}` }
  }
}

function isSamePlace(one: string, other: string): boolean {
  return one === other || placeOf(one) === placeOf(other)
}

/** Without the query, which may hold what is private. */
function shown(address: string): string {
  return placeOf(address) ?? 'an address that is none'
}

function placeOf(address: string): string | undefined {
  const url = URL.parse(address)
  return url === null ? undefined : `${url.origin}${url.pathname.replace(/\/$/, '')}`
}
