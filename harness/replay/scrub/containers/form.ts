import type { Container, Leaves } from '../container.ts'
import { fieldName } from '../field-name.ts'
import { decodePercent, encodeLike } from './percent.ts'

const shape = /^[\w.[\]%$*-]{1,120}=[^&\s"<>]+(&[^=&\s"<>]{1,120}(=[^&\s"<>]*)?)*&?$/

/** `a=1&b=2`, as in addresses and in the bodies of forms. */
export const form: Container = {
  name: 'form',
  rewrite(text, leaves) {
    // A lone pair may as well be the end of some base64.
    if (!shape.test(text) || /^[\w+/-]+={1,2}$/.test(text)) return undefined
    return rewritePairs(text, leaves)
  },
}

export function rewritePairs(text: string, leaves: Leaves): string {
  return text
    .split('&')
    .map((pair) => rewritePair(pair, leaves))
    .join('&')
}

function rewritePair(pair: string, leaves: Leaves): string {
  const equals = pair.indexOf('=')
  const rawName = equals === -1 ? pair : pair.slice(0, equals)
  const name = decodePercent(rawName) ?? rawName
  const newName = encodeLike(rawName, name, leaves.key(name))
  if (equals === -1) return newName
  const rawValue = pair.slice(equals + 1)
  const value = decodePercent(rawValue.replaceAll('+', ' ')) ?? rawValue
  // Where nobody encoded a value, as base64 with its signs tells, a plus is a plus.
  const isPlain = /^[\w+/]+={0,2}$/.test(rawValue) && /[/=]/.test(rawValue)
  const before = isPlain ? rawValue : value
  return `${newName}=${encodeLike(rawValue, before, leaves.text(before, fieldName(name)))}`
}
