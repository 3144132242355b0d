/** Real processes, killed and stopped by signals. */
import type { GroundProcesses } from '../../fault/ground.ts'

export interface ProcessesToStop {
  /** The living process of a host, if any. */
  pidOf(host: string): number | undefined
  /** Master starts a dead worker again; something else has to start Master. */
  killMaster(): boolean
}

export function stoppableProcesses({ pidOf, killMaster }: ProcessesToStop): GroundProcesses {
  /** How many faults stop a process. */
  const stops = new Map<number, number>()
  return {
    async kill(host) {
      if (host === 'master') return killMaster()
      const pid = pidOf(host)
      return pid !== undefined && signal(pid, 'SIGKILL')
    },
    async freeze(host, touched) {
      const pid = pidOf(host)
      if (pid === undefined || !signal(pid, 'SIGSTOP')) return undefined
      stops.set(pid, (stops.get(pid) ?? 0) + 1)
      // From here on it cannot do anything; what that delays, only the process itself would know.
      touched()
      return () => {
        const left = (stops.get(pid) ?? 1) - 1
        stops.set(pid, left)
        // One that died meanwhile has lost its number, which may be another's by now.
        if (left === 0 && pidOf(host) === pid) signal(pid, 'SIGCONT')
      }
    },
  }
}

/** @returns false if there is no such process. */
function signal(pid: number, name: NodeJS.Signals): boolean {
  try {
    return process.kill(pid, name)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return false
    throw error
  }
}
