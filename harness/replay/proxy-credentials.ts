/** Who uses the proxy: HTTP Basic, the account's id as user name, the run's token as password. */
import { createHash, timingSafeEqual } from 'node:crypto'

const maxAccountIdLength = 128

/**
 * The account named in a `Proxy-Authorization` header, or undefined when the header is absent or
 * malformed or its password is not `token`. The comparison takes the same time for every password.
 */
export function accountOf(header: string | undefined, token: string): string | undefined {
  const [scheme, encoded] = (header ?? '').split(' ')
  if (scheme?.toLowerCase() !== 'basic' || encoded === undefined) return undefined
  const pair = Buffer.from(encoded, 'base64').toString('utf8')
  const colon = pair.indexOf(':')
  if (colon < 1 || colon > maxAccountIdLength) return undefined
  return isSame(pair.slice(colon + 1), token) ? pair.slice(0, colon) : undefined
}

function isSame(given: string, expected: string): boolean {
  const hash = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(hash(given), hash(expected))
}
