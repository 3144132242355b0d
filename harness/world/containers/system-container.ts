/** One container of the system under test. */

import { createInterface } from 'node:readline'
import { GenericContainer, type StartedTestContainer } from 'testcontainers'
import type { Heal } from '../../fault/ground.ts'
import { outputEntry } from '../output-entry.ts'
import { runLabel } from '../reaper.ts'
import { WorldError, type WorldRun } from '../world.ts'
import { dockerode } from './client.ts'

export interface SystemContainerOptions {
  run: WorldRun
  image: string
  host: string
  network: string
  command: string[]
  environment: Record<string, string>
  /** Folders of this machine that it may read. */
  mounts: { source: string; target: string }[]
  signal: AbortSignal
}

export interface SystemContainer {
  host: string
  /** Its address in the run's network. */
  address: string
  /** Waits for the log line with which Master says that it listens. */
  saysListening(signal: AbortSignal): Promise<void>
  /**
   * SIGKILL, and a new start, as the engine itself gives it to a process that crashed.
   * @returns false if it does not run.
   */
  kill(): Promise<boolean>
  /** Lets all of it stand still. @returns what lets it go on; undefined if it does not run. */
  pause(touched: () => void): Promise<Heal | undefined>
  /** SIGTERM, and the wait for its end. @throws WorldError if it has to be killed. */
  leave(limitMs: number): Promise<void>
}

/** testcontainers has no method for a restart policy; its host configuration does. */
class RestartingContainer extends GenericContainer {
  constructor(image: string) {
    super(image)
    this.hostConfig.RestartPolicy = { Name: 'unless-stopped', MaximumRetryCount: 0 }
  }
}

export async function startSystemContainer(
  options: SystemContainerOptions,
): Promise<SystemContainer> {
  const { run, host } = options
  const lastLines: string[] = []
  let heard: () => void = () => undefined
  let listening = false
  const container = await new RestartingContainer(options.image)
    .withCommand(options.command)
    .withEnvironment(options.environment)
    .withLabels({ [runLabel]: run.runId })
    .withNetworkMode(options.network)
    .withNetworkAliases(host)
    .withHostname(host)
    .withBindMounts(options.mounts.map((mount) => ({ ...mount, mode: 'ro' })))
    .withLogConsumer((stream) => {
      createInterface({ input: stream }).on('line', (line) => {
        run.journal.append(outputEntry(host, 'stdout', line))
        lastLines.push(line.slice(0, 300))
        lastLines.splice(0, lastLines.length - 5)
        if (line.includes('master.listening')) listening = true
        heard()
      })
    })
    .start()
  return {
    host,
    address: container.getIpAddress(options.network),
    async saysListening(signal) {
      await new Promise<void>((resolve, reject) => {
        const limit = AbortSignal.any([signal, AbortSignal.timeout(30_000)])
        heard = () => {
          if (listening) resolve()
        }
        limit.addEventListener('abort', () => {
          reject(
            new WorldError(
              `Could not start ${host}: it did not say that it listens. Its last words: ${lastLines.join(' ') || 'none'}`,
            ),
          )
        })
        heard()
      })
    },
    ...stops(container),
    leave: (limitMs) => leave(container, host, limitMs),
  }
}

/** Kill and pause, which must know of each other: the engine does not kill what is paused. */
function stops(container: StartedTestContainer): Pick<SystemContainer, 'kill' | 'pause'> {
  const pauses = new Set<() => void>()
  const running = async () => {
    const handle = (await dockerode()).getContainer(container.getId())
    const { State } = await handle.inspect()
    return State.Running ? { handle, paused: State.Paused } : undefined
  }
  return {
    async kill() {
      const found = await running()
      if (found === undefined) return false
      pauses.clear()
      if (found.paused) await found.handle.unpause()
      await found.handle.kill({ signal: 'SIGKILL' })
      // The engine takes a kill through its own door for a stop on purpose, and does not restart.
      await found.handle.start()
      return true
    },
    async pause(touched) {
      const found = await running()
      if (found === undefined) return undefined
      pauses.add(touched)
      if (!found.paused) await found.handle.pause()
      // From here on it cannot do anything; what that delays, only the process itself would know.
      touched()
      return async () => {
        if (pauses.delete(touched) && pauses.size === 0) await found.handle.unpause()
      }
    },
  }
}

async function leave(
  container: StartedTestContainer,
  host: string,
  limitMs: number,
): Promise<void> {
  const handle = (await dockerode()).getContainer(container.getId())
  // The engine kills it one second after our own limit, and a stopped one is not started again.
  await handle.stop({ t: Math.ceil(limitMs / 1000) })
  const { State } = await handle.inspect()
  if (State.ExitCode === 137) {
    throw new WorldError(
      `${host} did not leave within ${limitMs} ms of being asked and was killed.`,
    )
  }
}
