import type { AccountHealthStatus } from '../../../shared/protocol/payloads.ts'
import type { AccountDataManager, AccountDataManagerOptions } from './account-data-manager.ts'

export interface PlatformSessionOptions extends AccountDataManagerOptions {
  monitorIntervalMs: number
  /** Limit of each single wait for a page. */
  navigationTimeoutMs: number
  /** Limit of a whole round. */
  roundTimeoutMs: number
  /** Called whenever the account is seen to fare otherwise than before. */
  onHealth?(status: AccountHealthStatus): void
}

/** One account of a platform in its browser. */
export interface PlatformSession {
  readonly dataManager: AccountDataManager
  /** Visits the platform's pages once; never rejects, a failure is recorded and logged. */
  crawl(): Promise<void>
  /** Has the round under way end with the part that it is at; what it has read is kept. */
  breakOff(): void
  /** Resolves once every answer that has come is read, or given up. */
  idle(): Promise<void>
}
