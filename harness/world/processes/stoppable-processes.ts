/**
 * Real processes, killed and stopped by signals. Master itself is not killed here: it starts a dead
 * worker again, and nothing would start Master.
 */
import { GroundError, type GroundProcesses } from '../../fault/ground.ts'

/** @param pidOf the living process of a host, if any */
export function stoppableProcesses(pidOf: (host: string) => number | undefined): GroundProcesses {
  /** How many faults stop a process. */
  const stops = new Map<number, number>()
  return {
    async kill(host) {
      if (host === 'master') throw new GroundError('nothing there would start Master again')
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
