import type { BrowserContext } from 'playwright-core'
import type { Host } from '../shared/host.ts'
import type { AccountHealthStatus, AssignedAccount } from '../shared/protocol/payloads.ts'
import type { Telemetry } from '../shared/telemetry/telemetry.ts'
import { withSpan } from '../shared/telemetry/with-span.ts'
import type { WorkerConfig } from './config.ts'
import { PeriodicTask } from './periodic-task.ts'
import type { DataPusher } from './platforms/base/data-pusher.ts'
import type { PlatformSession } from './platforms/base/platform-session.ts'
import { openSession } from './platforms/registry.ts'

export interface AccountRunnerOptions {
  account: AssignedAccount
  config: WorkerConfig
  host: Host
  dataPusher: DataPusher
  /** Called whenever it is seen to fare otherwise than before. */
  onHealth(status: AccountHealthStatus): void
  telemetry: Telemetry
}

interface Running {
  browser: BrowserContext
  session: PlatformSession
  rounds: PeriodicTask
}

const retryDelayMs = 10_000

/** One account of this worker: its browser, its crawl rounds, its syncs. */
export class AccountRunner {
  readonly #options: AccountRunnerOptions
  #running: Running | undefined
  #starting: Promise<void> | undefined
  #retry: NodeJS.Timeout | undefined
  #stopped = false

  constructor(options: AccountRunnerOptions) {
    this.#options = options
  }

  /** Begins to start the account; a start that fails is logged and tried again. */
  start(): void {
    this.#starting = this.#start()
  }

  /**
   * No round and no snapshot is begun any more, and a round under way ends with its part; resolves when
   * those under way have ended.
   */
  async finish(): Promise<void> {
    this.#stopped = true
    clearTimeout(this.#retry)
    await this.#starting
    if (this.#running === undefined) return
    const { rounds, session } = this.#running
    session.breakOff()
    await Promise.all([rounds.stop(), session.dataManager.stopDataSnapshot()])
    await session.idle()
  }

  /** One more sync, at the end. */
  async lastSync(): Promise<void> {
    await this.#running?.session.dataManager.syncToMaster()
  }

  /** Closes the browser, whatever still goes on in it. */
  async close(): Promise<void> {
    const { account, telemetry } = this.#options
    try {
      await this.#running?.browser.close()
    } catch (error) {
      telemetry.log.error(`Could not close the browser of ${account.id}.`, {
        event: 'account.stop_failed',
        error,
        'hiscrm.account.id': account.id,
      })
    }
  }

  async #start(): Promise<void> {
    const { account, config, telemetry } = this.#options
    const attributes = {
      'hiscrm.account.id': account.id,
      'hiscrm.worker.id': config.workerId,
      'hiscrm.platform': account.platform,
    }
    try {
      await withSpan(
        telemetry.tracer,
        'account.start',
        { root: true, detached: true, attributes },
        () => this.#open(),
      )
      telemetry.log.info(`The account ${account.id} runs.`, {
        event: 'account.started',
        ...attributes,
      })
    } catch (error) {
      telemetry.log.error(`Could not start the account ${account.id}; it is tried again.`, {
        event: 'account.start_failed',
        error,
        ...attributes,
      })
      if (!this.#stopped) this.#retry = setTimeout(() => this.start(), retryDelayMs)
    }
  }

  async #open(): Promise<void> {
    const { account, config, host, telemetry } = this.#options
    const { proxy } = account
    const browser = await host.openBrowser({
      profile: encodeURIComponent(account.id),
      headless: config.headless,
      executablePath: config.browserExecutable,
      args: config.browserArgs,
      proxy: proxy === null ? undefined : withoutUndefined(proxy),
    })
    const monitorIntervalMs = account.monitor_interval ?? config.monitorIntervalMs
    const session = openSession(account.platform, browser, {
      accountId: account.id,
      workerId: config.workerId,
      dataPusher: this.#options.dataPusher,
      snapshotIntervalMs: config.snapshotIntervalMs,
      navigationTimeoutMs: config.navigationTimeoutMs,
      roundTimeoutMs: config.roundTimeoutMs,
      monitorIntervalMs,
      onHealth: this.#options.onHealth,
      telemetry,
    })
    const rounds = new PeriodicTask(
      monitorIntervalMs,
      () => session.crawl(),
      (error) => {
        telemetry.log.error('A crawl round ended unexpectedly.', { event: 'crawl.failed', error })
      },
    )
    this.#running = { browser, session, rounds }
    if (this.#stopped) return
    session.dataManager.startDataSnapshot()
    rounds.start('at once')
  }
}

function withoutUndefined(proxy: NonNullable<AssignedAccount['proxy']>) {
  const { server, username, password } = proxy
  return {
    server,
    ...(username === undefined ? {} : { username }),
    ...(password === undefined ? {} : { password }),
  }
}
