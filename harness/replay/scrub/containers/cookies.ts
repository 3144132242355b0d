import type { Leaves } from '../container.ts'
import { decodePercent, encodeLike } from './percent.ts'

/** The `Cookie` header: names stay, values do not. */
export function rewriteCookies(header: string, leaves: Leaves): string {
  return header
    .split(/(;\s*)/)
    .map((pair) => rewriteCookie(pair, leaves))
    .join('')
}

/** One `Set-Cookie` header, or several joined by line feeds as some browsers write them. */
export function rewriteSetCookie(header: string, leaves: Leaves): string {
  return header
    .split('\n')
    .map((line) => {
      const [pair = '', ...attributes] = line.split(';')
      const kept = attributes.map((attribute) => rewriteAttribute(attribute, leaves))
      return [rewriteCookie(pair, leaves), ...kept].join(';')
    })
    .join('\n')
}

function rewriteCookie(pair: string, leaves: Leaves): string {
  const equals = pair.indexOf('=')
  if (equals === -1) return /^;?\s*$/.test(pair) ? pair : leaves.text(pair, 'cookie')
  const raw = pair.slice(equals + 1)
  const value = decodePercent(raw) ?? raw
  const rewritten = encodeLike(raw, value, leaves.text(value, 'cookie'))
  return `${leaves.key(pair.slice(0, equals))}=${rewritten}`
}

const knownAttribute = /^\s*(expires|max-age|path|samesite|secure|httponly|priority|partitioned)\b/i

function rewriteAttribute(attribute: string, leaves: Leaves): string {
  if (knownAttribute.test(attribute)) return attribute
  const [, before = '', dot = '', host = ''] = /^(\s*domain=)(\.?)(.*)$/i.exec(attribute) ?? []
  return before === '' ? rewriteCookie(attribute, leaves) : before + dot + leaves.host(host)
}
