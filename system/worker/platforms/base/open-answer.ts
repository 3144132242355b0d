import { errorText } from '../../../shared/errors.ts'
import type { PageProblemName } from '../../../shared/protocol/page-problems.ts'
import { parseExactJson } from './exact-json.ts'
import { wallInPage, wallInWords } from './known-walls.ts'
import { PageProblem } from './page-problem.ts'

export type Fields = Readonly<Record<string, unknown>>

/** Characters; no answer that is read is anywhere near. */
const maxBodyLength = 20_000_000
/** Wrappers around an answer, and JSON in texts, that are looked through. */
const maxWrappers = 4
/** Where wrappers put what they wrap. */
const wrappers = ['data', 'result', 'response'] as const
/** Where answers say whether all went well; 0 and 200 do. */
const codeFields = ['status_code', 'code', 'err_no', 'error_code'] as const
const textFields = ['status_msg', 'message', 'msg', 'error', 'description', 'prompts'] as const
/** What Douyin answers who is not logged in. */
const notLoggedIn = 8

export interface RawAnswer {
  status: number
  text: string
  /** By name, in lower case. */
  headers(): Readonly<Record<string, string>>
}

/**
 * The object of an answer that holds a list: parsed exactly, out of any wrappers.
 *
 * @param list the path to the list, such as `data`, `messages`
 * @throws PageProblem where there is none, or the answer says that something else is wanted first
 */
export function openAnswer(raw: RawAnswer, list: readonly string[]): Fields {
  const { status, text } = raw
  if (status < 200 || status > 299) throw httpProblem(raw)
  if (text.length > maxBodyLength) {
    throw new PageProblem('unreadable', `The answer is too large: ${text.length} characters.`)
  }
  let at: unknown = parseBody(raw)
  for (let depth = 0; depth <= maxWrappers; depth++) {
    if (typeof at === 'string') at = parseText(at)
    if (!isFields(at)) break
    const refusal = refusalIn(at)
    if (refusal !== undefined) throw refusal
    if (hasList(at, list)) return at
    const inside = wrappers.map((name) => Reflect.get(Object(at), name)).find(isWrapped)
    if (inside === undefined) break
    at = inside
  }
  const seen = isFields(at) ? `only ${Object.keys(at).slice(0, 8).join(', ')}` : `but ${kindOf(at)}`
  throw new PageProblem(
    'unreadable',
    `The answer has an unexpected shape: no list ${list.join('.')}, ${seen}.`,
  )
}

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isWrapped(value: unknown): boolean {
  return isFields(value) || typeof value === 'string'
}

/** An empty list may be written as null; it is there all the same. */
function hasList(answer: Fields, list: readonly string[]): boolean {
  let at: unknown = answer
  for (const name of list) {
    if (!isFields(at) || !Object.hasOwn(at, name)) return false
    at = at[name]
  }
  return true
}

function parseBody(raw: RawAnswer): unknown {
  try {
    return parseExactJson(raw.text)
  } catch (error) {
    const type = raw.headers()['content-type']
    const wall = /^\s*</.test(raw.text) ? wallInPage(raw.text) : undefined
    throw new PageProblem(
      wall ?? 'unreadable',
      `The answer is not JSON${type === undefined ? '' : `, of type ${type}`}: ${errorText(error)}`,
      { cause: error },
    )
  }
}

/** JSON within a text of JSON. */
function parseText(text: string): unknown {
  try {
    return parseExactJson(text)
  } catch (error) {
    throw new PageProblem('unreadable', `The answer is a text, and no JSON: ${errorText(error)}`, {
      cause: error,
    })
  }
}

function kindOf(value: unknown): string {
  if (Array.isArray(value)) return 'a bare list'
  return value === null ? 'null' : `a ${typeof value}`
}

/** What an answer says instead of giving what was asked. */
function refusalIn(answer: Fields): PageProblem | undefined {
  const text = textFields.map((name) => answer[name]).find((value) => typeof value === 'string')
  const said = typeof text === 'string' ? text.slice(0, 200) : ''
  if (answer.type === 'verify' || Object.keys(answer).some((name) => /^verify_/.test(name))) {
    return new PageProblem('captcha', `The platform asks for a check first (${said}).`)
  }
  const field = codeFields.find((name) => isFailure(answer[name]))
  if (field === undefined) return undefined
  const code = answer[field]
  const problem: PageProblemName =
    field === 'status_code' && Number(code) === notLoggedIn
      ? 'login_required'
      : (wallInWords(said) ?? 'no_answer')
  return new PageProblem(problem, `The platform answered ${field} ${String(code)} (${said}).`)
}

function isFailure(code: unknown): boolean {
  if (typeof code !== 'number' && typeof code !== 'string') return false
  const number = Number(code)
  return Number.isFinite(number) && number !== 0 && number !== 200
}

function httpProblem({ status, text, headers }: RawAnswer): PageProblem {
  const retryAfterMs = retryAfter(headers()['retry-after'])
  return new PageProblem(httpProblemName(status, text), `The platform answered ${status}.`, {
    retryAfterMs,
  })
}

export function httpProblemName(status: number, text: string): PageProblemName {
  if (status === 429) return 'rate_limited'
  if (status === 401) return 'login_required'
  return wallInPage(text) ?? 'no_answer'
}

const maxRetryAfterMs = 3_600_000

/** Milliseconds from a Retry-After header, which has seconds or a date (RFC 9110, 10.2.3). */
export function retryAfter(header: string | undefined): number | undefined {
  if (header === undefined || header.trim() === '') return undefined
  const seconds = Number(header)
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now()
  return Number.isFinite(ms) ? Math.min(Math.max(0, ms), maxRetryAfterMs) : undefined
}
