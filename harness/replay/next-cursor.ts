/** Where the next page of a list begins, as Douyin's answers tell it. */
import { parseExactJson } from './exact-json.ts'
import type { Exchange } from './recording.ts'

/** Whether a parameter of this name says from where on a list is asked. */
export function isCursor(parameter: string): boolean {
  return /(^|_)cursor$/i.test(parameter)
}

/**
 * The value of the cursor for the page after this answer. The answer, or its `data`, says with
 * `has_more` (true or 1) that there is one, and with a field of the parameter's own name where it
 * begins. Undefined when this was the last page, or the answer is no such list.
 */
export function nextCursor({ body }: Pick<Exchange, 'body'>, name: string): string | undefined {
  const answer = jsonOf(body)
  const place = [answer, fieldOf(answer, 'data')].find((at) => fieldOf(at, name) !== undefined)
  const more = fieldOf(place, 'has_more')
  return more === true || more === 1 ? String(fieldOf(place, name)) : undefined
}

function jsonOf(body: Buffer): unknown {
  try {
    return parseExactJson(body.toString('utf8'))
  } catch {
    // What is not JSON names no further page; whether it is right is for its readers to say.
    return undefined
  }
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}
