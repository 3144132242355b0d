/** Whether the other end of a connection is a process of this user. */
import { readFileSync } from 'node:fs'
import { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/**
 * Linux says which user each socket of this machine belongs to. A peer that is no socket of this
 * machine is a container on the bridge that the proxy listens on; every container on the run's own
 * network is let in, without being asked who it is. Where the system says nothing (macOS), everybody
 * on this machine is taken for the user. What this trades: docs/decisions/0002-replay-by-proxy.md.
 */
export function isOurs(socket: Duplex): boolean {
  if (!(socket instanceof Socket)) return false
  const { remoteAddress, remotePort } = socket
  if (remoteAddress === undefined || remotePort === undefined) return false
  const uid = process.getuid?.()
  const owner = ownerOf(tableOf(remoteAddress), remoteAddress, remotePort)
  return owner === undefined || uid === undefined || owner === uid
}

function tableOf(address: string): string {
  try {
    return readFileSync(address.includes(':') ? '/proc/net/tcp6' : '/proc/net/tcp', 'utf8')
  } catch {
    // Not Linux: no socket has an owner there.
    return ''
  }
}

/**
 * The user id of a socket, by its own end's address, in the form of Linux's /proc/net/tcp.
 *
 * @param address IPv4; others are not looked for
 */
export function ownerOf(table: string, address: string, port: number): number | undefined {
  const hex = address
    .replace(/^::ffff:/, '')
    .split('.')
    .map((part) => Number(part).toString(16).padStart(2, '0'))
    .toReversed()
    .join('')
  const local = `${hex}:${port.toString(16).padStart(4, '0')}`.toUpperCase()
  const fields = table
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .find(([, own]) => own === local)
  return fields?.[7] === undefined ? undefined : Number(fields[7])
}
