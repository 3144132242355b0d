/**
 * The Host that the system meets in a simulation: the same port as in production, with a simulated
 * network, browser and disk behind it.
 */
import type { Host } from '../../../system/shared/host.ts'
import { WorldError } from '../world.ts'
import type { MountedDisk } from './disk/simulated-disk.ts'
import type { SimulatedHost } from './kernel/simulated-host.ts'

export interface SystemHostOptions {
  host: SimulatedHost
  env: Readonly<Record<string, string>>
  /** What this process has of the host's disk. */
  disk: MountedDisk
  /** Files that the operator put there, by path. */
  given: ReadonlyMap<string, string>
  openBrowser: Host['openBrowser']
  /** Undefined where telemetry takes the simulated network. */
  telemetry: Host['telemetry']
  print(line: string, stream: 'stdout' | 'stderr'): void
  /** The process is over. */
  onLeave(code: number): void
}

export interface SystemHost extends Host {
  /** Asks the process to leave, as SIGTERM does. */
  ask(reason: string): void
}

export function systemHost(options: SystemHostOptions): SystemHost {
  const { host, env, disk, given, openBrowser, telemetry, print, onLeave } = options
  let listener: ((reason: string) => void) | undefined
  let asked: string | undefined
  return {
    env,
    dataDir: disk.dataDir,
    files: disk.files,
    openDatabase: disk.openDatabase,
    readText(path) {
      const text = given.get(path)
      if (text === undefined) throw new Error(`Could not read ${path}: there is no such file.`)
      return text
    },
    listen: (server, port, address) => host.listen(server, port, address),
    agent: host.agent(),
    openBrowser,
    telemetry,
    spawn() {
      throw new WorldError(
        'Could not start a process in the simulation: its workers are hosts of their own.',
      )
    },
    print: (line, stream = 'stdout') => print(line, stream),
    // What a real process uses differs from run to run; nothing of it may reach the journal.
    usage: () => ({ heapUsedMb: 0, cpuPercent: 0 }),
    onLeaveRequest(given) {
      listener = given
      if (asked !== undefined) given(asked)
    },
    leave: onLeave,
    ask(reason) {
      asked = reason
      listener?.(reason)
    },
  }
}
