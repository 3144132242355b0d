import type { Container, Leaves } from '../container.ts'
import { fieldName } from '../field-name.ts'

/** Text is kept to the byte but for what the leaves change: digits, spaces, order, repeated keys. */
export const json: Container = {
  name: 'json',
  rewrite(text, leaves, field) {
    if (!/^\s*[[{"]/.test(text) || !isJson(text)) return undefined
    return rewriteJson(text, leaves, field)
  },
}

export function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    // Not JSON: the caller tries other forms.
    return false
  }
}

interface Level {
  readonly isObject: boolean
  field: string | undefined
  isKeyNext: boolean
}

const other = /[^"{}[\],\d-]+/y
const number = /-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y

/** @param text valid JSON */
function rewriteJson(text: string, leaves: Leaves, outerField?: string): string {
  const levels: Level[] = []
  let result = ''
  let at = 0
  while (at < text.length) {
    const level = levels.at(-1)
    const field = level === undefined ? outerField : level.field
    const character = text[at]
    let raw = character ?? ''
    if (character === '"') {
      raw = text.slice(at, endOfString(text, at))
      const value: unknown = JSON.parse(raw)
      if (typeof value === 'string') result += rewriteString(raw, value, level, field, leaves)
    } else if (character === '{' || character === '[') {
      const isObject = character === '{'
      levels.push({ isObject, field: isObject ? undefined : field, isKeyNext: isObject })
      result += raw
    } else if (character === '}' || character === ']') {
      levels.pop()
      result += raw
    } else if (character === ',') {
      if (level) level.isKeyNext = level.isObject
      result += raw
    } else {
      const isNumber = character !== undefined && /[-\d]/.test(character)
      raw = match(isNumber ? number : other, text, at) ?? raw
      result += isNumber ? leaves.number(raw, field) : raw
    }
    at += raw.length
  }
  return result
}

function rewriteString(
  raw: string,
  value: string,
  level: Level | undefined,
  field: string | undefined,
  leaves: Leaves,
): string {
  if (level?.isKeyNext !== true) return quoteLike(raw, value, leaves.text(value, field))
  level.isKeyNext = false
  level.field = fieldName(value)
  return quoteLike(raw, value, leaves.key(value))
}

function match(pattern: RegExp, text: string, at: number): string | undefined {
  pattern.lastIndex = at
  return pattern.exec(text)?.[0]
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at += 1) {
    const quote = text.indexOf('"', at)
    let backslashes = 0
    while (text[quote - 1 - backslashes] === '\\') backslashes += 1
    if (backslashes % 2 === 0) return quote + 1
    at = quote
  }
}

/** The new value as JSON, escaped in the manner of the old one. */
function quoteLike(raw: string, before: string, after: string): string {
  if (before === after) return raw
  let quoted = JSON.stringify(after)
  if (raw.includes('\\/')) quoted = quoted.replaceAll('/', '\\/')
  if (/\\u003c|\\u0026/i.test(raw)) quoted = quoted.replaceAll(/[<>&]/g, unicodeEscape)
  if (/\P{ASCII}/u.test(before) && !/\P{ASCII}/u.test(raw)) {
    quoted = quoted.replaceAll(/[^ -~]/g, unicodeEscape)
  }
  return quoted
}

function unicodeEscape(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`
}
