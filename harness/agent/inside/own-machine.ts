import { isIPv4 } from 'node:net'

/**
 * Whether a host belongs to the system itself, so that calls to it are the system's own affair:
 * loopback, private addresses, and names without a dot, as containers have (`master`).
 */
export function isOwnHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  if (name === 'localhost' || name === '::1' || name === '::' || name === '') return true
  if (isIPv4(name)) return /^(127|10|0)\.|^192\.168\.|^172\.(1[6-9]|2\d|3[01])\./.test(name)
  return /^f[cd][0-9a-f]{2}:|^fe80:/.test(name) || !/[.:]/.test(name)
}
