/**
 * JavaScript and CSS. Most of it is a program that everybody gets and that must go on working, so
 * only what is surely private is replaced, and more of it where the script is part of a page and so
 * may hold what the server knew of the person.
 */
import type { Leaves } from '../container.ts'
import { fieldName } from '../field-name.ts'
import { decodeLiteral, encodeLiteral } from './js-literal.ts'
import { isJson, json } from './json.ts'
import { rewriteUrl } from './url.ts'

export interface CodeLeaves extends Leaves {
  /** Anything else in a program: only what gives itself away is replaced. */
  code(text: string): string
  /** Whether a literal under this name is private, in a page's own script or in any. */
  isPrivateLiteral(field: string, value: string, isInline: boolean): boolean
}

const literal = String.raw`"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|\x60(?:[^\x60\\]|\\[\s\S])*\x60`
const pieces = new RegExp(
  String.raw`(?<key>(?<![\w$])(?:[A-Za-z_$][\w$-]*|"[\w$.-]+"|'[\w$.-]+')\s*[:=]\s*)(?<value>${literal}|-?\d{5,}(?![\w.]))|(?<lone>${literal})|(?<address>https?:\/\/[^\s"'\x60<>\\)]+)`,
  'g',
)

export function rewriteCode(text: string, leaves: CodeLeaves, isInline: boolean): string {
  if (!isInline) return rewritePieces(text, leaves, false)
  let result = ''
  let at = 0
  for (const [start, end] of jsonFragments(text)) {
    result += rewritePieces(text.slice(at, start), leaves, true)
    const fragment = text.slice(start, end)
    result += (json.rewrite(fragment, leaves) ?? fragment).replaceAll('</', '<\\/')
    at = end
  }
  return result + rewritePieces(text.slice(at), leaves, true)
}

function rewritePieces(text: string, leaves: CodeLeaves, isInline: boolean): string {
  let result = ''
  let at = 0
  for (const match of text.matchAll(pieces)) {
    const { key = '', value, lone, address } = match.groups ?? {}
    result += leaves.code(text.slice(at, match.index))
    if (address !== undefined) result += rewriteUrl(address, leaves)
    else result += leaves.code(key) + rewriteValue(value ?? lone ?? '', key, leaves, isInline)
    at = match.index + match[0].length
  }
  return result + leaves.code(text.slice(at))
}

function rewriteValue(raw: string, key: string, leaves: CodeLeaves, isInline: boolean): string {
  const field = key === '' ? undefined : fieldName(key)
  if (/^[-\d]/.test(raw)) return isInline ? leaves.number(raw, field) : leaves.code(raw)
  const quote = raw.slice(0, 1)
  const rewritten = raw
    .slice(1, -1)
    // What stands between the expressions of a template.
    .split(quote === '`' ? /(\$\{[^}]*\})/ : /(?!)/)
    .map((part, place) =>
      place % 2 === 1 ? leaves.code(part) : rewriteQuoted(part, quote, field, leaves, isInline),
    )
  return quote + rewritten.join('') + quote
}

function rewriteQuoted(
  inner: string,
  quote: string,
  field: string | undefined,
  leaves: CodeLeaves,
  isInline: boolean,
): string {
  const value = decodeLiteral(inner)
  const isPrivate = field !== undefined && leaves.isPrivateLiteral(field, value, isInline)
  if (isPrivate || (isInline && mayTell(value))) {
    return encodeLiteral(inner, value, leaves.text(value, field), quote)
  }
  if (value.length > 8 && (inner !== value || /["']/.test(value))) {
    // A program in a literal, or a literal in one.
    return encodeLiteral(inner, value, leaves.code(value), quote)
  }
  return rewriteAddresses(inner, leaves)
}

function rewriteAddresses(text: string, leaves: CodeLeaves): string {
  return text
    .split(/(https?:\/\/[^\s"'`<>\\)]+)/)
    .map((part, place) => (place % 2 === 1 ? rewriteUrl(part, leaves) : leaves.code(part)))
    .join('')
}

/** Whether a literal of a page's own script may be data rather than program. */
function mayTell(value: string): boolean {
  return (
    /[^ -\u2fff]|%7B|%22/i.test(value) ||
    /^\s*[[{]/.test(value) ||
    /^(?=.*\d)[\w+/=-]{24,}$/.test(value) ||
    /^(https?:)?\/\//.test(value)
  )
}

/** Where a script holds JSON, from where to where. */
function* jsonFragments(text: string): Generator<[number, number]> {
  const start = /\{\s*"|\[\s*[{"]/g
  for (let found = start.exec(text); found !== null; found = start.exec(text)) {
    const end = endOfFragment(text, found.index)
    if (end === undefined || !isJson(text.slice(found.index, end))) {
      start.lastIndex = found.index + 1
      continue
    }
    yield [found.index, end]
    start.lastIndex = end
  }
}

/** After the bracket that closes the one at `start`; a fragment is 8 million characters at most. */
function endOfFragment(text: string, start: number): number | undefined {
  const mark = /"(?:[^"\\]|\\[\s\S])*"|[[{]|[\]}]/g
  mark.lastIndex = start
  let depth = 0
  for (let found = mark.exec(text); found !== null; found = mark.exec(text)) {
    if (/^[[{]/.test(found[0])) depth += 1
    else if (/^[\]}]/.test(found[0])) depth -= 1
    if (depth === 0) return found.index + 1
    if (found.index - start > 8_000_000) return undefined
  }
  return undefined
}
