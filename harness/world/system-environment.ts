/** The configuration of the system's processes, the same in every world: ordinary settings. */
/** The system's own timers in production, in milliseconds (system/worker, system/master). */
const timers = {
  SNAPSHOT_INTERVAL_MS: 30_000,
  HEARTBEAT_INTERVAL_MS: 10_000,
  MONITOR_INTERVAL_MS: 60_000,
}
const heartbeatTimeoutMs = 30_000
const heartbeatCheckMs = 10_000

/** What a world knows when it starts the system. */
export interface SystemSettings {
  timeScale: number
  /** Standard OpenTelemetry variables, the same for every process. */
  telemetry: Readonly<Record<string, string>>
  /** Switches under which Chromium shows the replay and reaches nobody else. */
  chromiumArgs: readonly string[]
  accounts: {
    id: string
    name: string
    workerId: string
    proxy: { server: string; username?: string; password?: string }
  }[]
}

export function workerEnvironment(
  settings: SystemSettings,
  browser: { executable: string; extraArgs?: readonly string[] },
): Record<string, string> {
  const scaled = Object.entries(timers).map(([name, ms]) => [name, String(ms / settings.timeScale)])
  return {
    ...Object.fromEntries(scaled),
    ...settings.telemetry,
    HEADLESS: 'true',
    BROWSER_EXECUTABLE: browser.executable,
    BROWSER_ARGS: JSON.stringify([...settings.chromiumArgs, ...(browser.extraArgs ?? [])]),
  }
}

/** Master’s configuration file, less its workers. */
export function masterConfig(settings: SystemSettings) {
  return {
    accounts: settings.accounts.map((account) => ({
      id: account.id,
      platform: 'douyin',
      account_name: account.name,
      worker_id: account.workerId,
      proxy: account.proxy,
    })),
    heartbeatTimeoutMs: Math.ceil(heartbeatTimeoutMs / settings.timeScale),
    heartbeatCheckMs: Math.ceil(heartbeatCheckMs / settings.timeScale),
  }
}

/** How often a worker syncs, in this run. */
export function snapshotIntervalMs(timeScale: number): number {
  return timers.SNAPSHOT_INTERVAL_MS / timeScale
}
