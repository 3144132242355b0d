import type { Container, Leaves } from '../container.ts'
import { rewritePairs } from './form.ts'
import { decodePercent, encodeLike } from './percent.ts'

const whole = /^(?:[a-z][a-z0-9+.-]*:)?\/\/[^\s"<>]+$|^\/[^\s"<>]*[/?#=][^\s"<>]*$/i
const parts = /^([a-z][a-z0-9+.-]*:)?(\/\/[^/?#]*)?([^?#]*)(\?[^#]*)?(#[\s\S]*)?$/i

/** An address, with its host or from its path on. */
export const url: Container = {
  name: 'address',
  rewrite(text, leaves) {
    return whole.test(text) ? rewriteUrl(text, leaves) : undefined
  },
}

export function rewriteUrl(text: string, leaves: Leaves): string {
  const [, scheme = '', authority = '', path = '', query = '', fragment = ''] =
    parts.exec(text) ?? []
  return (
    scheme +
    rewriteAuthority(authority, leaves) +
    rewritePath(path, leaves) +
    (query && `?${rewritePairs(query.slice(1), leaves)}`) +
    (fragment && `#${rewriteFragment(fragment.slice(1), leaves)}`)
  )
}

function rewriteAuthority(authority: string, leaves: Leaves): string {
  const [, user = '', host = '', port = ''] =
    /^\/\/(?:([^@]*)@)?(.*?)(:\d+)?$/.exec(authority) ?? []
  if (authority === '') return ''
  return `//${user && `${leaves.text(user, 'password')}@`}${leaves.host(host)}${port}`
}

function rewritePath(path: string, leaves: Leaves): string {
  return path
    .split('/')
    .map((raw) => {
      const segment = decodePercent(raw) ?? raw
      return segment === '' ? raw : encodeLike(raw, segment, leaves.segment(segment))
    })
    .join('/')
}

/** `#/user/1?a=b` and `#a=b` are as common as a plain word. */
function rewriteFragment(fragment: string, leaves: Leaves): string {
  if (/^[^/?]*=/.test(fragment)) return rewritePairs(fragment, leaves)
  const question = fragment.indexOf('?')
  if (question === -1) return rewritePath(fragment, leaves)
  const path = rewritePath(fragment.slice(0, question), leaves)
  return `${path}?${rewritePairs(fragment.slice(question + 1), leaves)}`
}
