/** The configuration of the system's processes, the same in every world: ordinary settings. */
import { chromiumArgs } from '../replay/chromium-args.ts'
import type { WorldPlan } from './world.ts'

/** The system's own timers in production, in milliseconds (system/worker, system/master). */
const timers = {
  SNAPSHOT_INTERVAL_MS: 30_000,
  HEARTBEAT_INTERVAL_MS: 10_000,
  MONITOR_INTERVAL_MS: 60_000,
}
const heartbeatTimeoutMs = 30_000
const heartbeatCheckMs = 10_000

export function workerEnvironment(
  plan: WorldPlan,
  browser: { executable: string; extraArgs?: readonly string[] },
): Record<string, string> {
  const scaled = Object.entries(timers).map(([name, ms]) => [name, String(ms / plan.timeScale)])
  return {
    ...Object.fromEntries(scaled),
    ...plan.telemetry,
    HEADLESS: 'true',
    BROWSER_EXECUTABLE: browser.executable,
    BROWSER_ARGS: JSON.stringify([...chromiumArgs(plan.proxySpki), ...(browser.extraArgs ?? [])]),
  }
}

/** Master’s configuration file, less its workers. */
export function masterConfig(plan: WorldPlan) {
  return {
    accounts: plan.accounts.map((account) => ({
      id: account.id,
      platform: 'douyin',
      account_name: account.name,
      worker_id: account.workerId,
      proxy: account.proxy,
    })),
    heartbeatTimeoutMs: Math.ceil(heartbeatTimeoutMs / plan.timeScale),
    heartbeatCheckMs: Math.ceil(heartbeatCheckMs / plan.timeScale),
  }
}

/** How often a worker syncs, in this run. */
export function snapshotIntervalMs(timeScale: number): number {
  return timers.SNAPSHOT_INTERVAL_MS / timeScale
}
