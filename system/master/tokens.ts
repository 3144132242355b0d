import { createHash, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Host } from '../shared/host.ts'
import type { Log } from '../shared/telemetry/log.ts'
import type { MasterConfig } from './config.ts'

export interface Tokens {
  worker: string
  admin: string
}

/** The configured tokens; one that is not configured is kept in the data folder (mode 0600). */
export function loadTokens(config: MasterConfig, host: Host, log: Log): Tokens {
  return {
    worker: config.workerToken ?? keptToken(host, log, 'worker-token'),
    admin: config.adminToken ?? keptToken(host, log, 'admin-token'),
  }
}

function keptToken(host: Host, log: Log, file: string): string {
  const kept = host.files.read(file)?.trim()
  if (kept) return kept
  const made = randomBytes(24).toString('base64url')
  host.files.write(file, `${made}\n`, { private: true })
  log.info(`No ${file} is configured: one was made and kept in the data folder.`, {
    event: 'master.token_made',
  })
  return made
}

/** Whether a token is the right one, in a time that tells nothing about it. */
export function isToken(given: unknown, right: string): boolean {
  if (typeof given !== 'string') return false
  return timingSafeEqual(digest(given), digest(right))
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}
