import type { AssignedAccount } from '../shared/protocol/payloads.ts'
import type { AccountConfig } from './config.ts'

/**
 * Says which worker watches which account: the configured one, else the one with the fewest
 * accounts among those that are there. An assignment stays as long as Master runs.
 */
export class AccountAssigner {
  readonly #accounts: readonly AccountConfig[]
  readonly #expectedWorkers: readonly string[]
  readonly #workerOf = new Map<string, string>()

  /** @param expectedWorkers Workers that will come by themselves, such as those that we start. */
  constructor(accounts: readonly AccountConfig[], expectedWorkers: readonly string[]) {
    this.#accounts = accounts
    this.#expectedWorkers = expectedWorkers
    for (const { id, worker_id } of accounts) {
      if (worker_id !== undefined) this.#workerOf.set(id, worker_id)
    }
  }

  /** The accounts of a worker, at its registration. */
  assignTo(workerId: string, online: readonly string[]): AssignedAccount[] {
    const candidates = [...new Set([...this.#expectedWorkers, ...online, workerId])]
    for (const { id } of this.#accounts) {
      if (!this.#workerOf.has(id)) this.#workerOf.set(id, this.#leastLoaded(candidates, workerId))
    }
    return this.#accounts.filter(({ id }) => this.#workerOf.get(id) === workerId).map(onTheWire)
  }

  accountsOf(workerId: string): string[] {
    return [...this.#workerOf].filter(([, worker]) => worker === workerId).map(([id]) => id)
  }

  workerOf(accountId: string): string | undefined {
    return this.#workerOf.get(accountId)
  }

  #leastLoaded(candidates: readonly string[], otherwise: string): string {
    const loads = candidates.map((id) => ({ id, load: this.accountsOf(id).length }))
    return loads.toSorted((one, other) => one.load - other.load)[0]?.id ?? otherwise
  }
}

function onTheWire(account: AccountConfig): AssignedAccount {
  return {
    id: account.id,
    platform: account.platform,
    account_name: account.account_name,
    monitor_interval: account.monitor_interval,
    proxy: account.proxy,
  }
}
