import { isMainThread } from 'node:worker_threads'

/**
 * All simulated hosts live in UTC, wherever this machine is. Call what it returns to restore the
 * zone that was there.
 *
 * @throws Error in a thread of a process with another zone: only the main thread can set it.
 */
export function installUtc(): () => void {
  if (isUtc()) return () => undefined
  if (!isMainThread) {
    throw new Error(
      "Could not start a simulation in a thread: its time zone is not UTC, and only the main thread can set it. There, do `process.env.TZ = 'UTC'` before the thread is started.",
    )
  }
  const { TZ } = process.env
  process.env.TZ = 'UTC'
  return () => {
    if (TZ === undefined) Reflect.deleteProperty(process.env, 'TZ')
    else process.env.TZ = TZ
  }
}

function isUtc(): boolean {
  const { timeZone } = new Intl.DateTimeFormat('en').resolvedOptions()
  return timeZone === 'UTC' || timeZone === 'Etc/UTC'
}
