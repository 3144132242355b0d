/** Finds and ends the processes of a run by the mark in their environment. Linux only: /proc. */
import { readdirSync, readFileSync } from 'node:fs'
import { runVariable } from './reaper.ts'

const endLimitMs = 10_000

/** Process ids that carry the run's mark, this process excepted. */
export function processesOf(runId: string): number[] {
  if (process.platform !== 'linux') return []
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((pid) => environmentOf(pid).includes(`${runVariable}=${runId}`))
    .map(Number)
}

function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0')
  } catch {
    // Gone since the listing, or another user's: not one of ours in either case.
    return []
  }
}

/**
 * SIGKILLs whatever of the run still lives, and waits until it is gone: a process that is being
 * killed may still write to a folder that is about to be removed, or start one more child.
 * @returns how many there were.
 */
export async function endProcessesOf(runId: string): Promise<number> {
  const ended = new Set<number>()
  const giveUpMs = performance.now() + endLimitMs
  for (;;) {
    const pids = processesOf(runId)
    if (pids.length === 0) return ended.size
    if (performance.now() > giveUpMs) {
      throw new Error(
        `Could not end processes ${pids.join(', ')} of run ${runId}: they live on ${endLimitMs} ms after SIGKILL.`,
      )
    }
    for (const pid of pids) kill(pid)
    for (const pid of pids) ended.add(pid)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch (error) {
    const gone = error instanceof Error && 'code' in error && error.code === 'ESRCH'
    if (!gone) throw error
  }
}
