/** What stands around a system of real processes: receiver, hub and replay, on real sockets. */
import { randomBytes } from 'node:crypto'
import { type Hub, startHub } from '../agent/hub.ts'
import type { RecordedCalls } from '../agent/inside/settings.ts'
import { PagesUnderFault } from '../fault/page/pages-under-fault.ts'
import { startReceiver } from '../journal/receiver.ts'
import { startReplay } from '../replay/replay-proxy.ts'
import type { SystemSettings } from './system-environment.ts'
import { telemetryEnvironment } from './telemetry-environment.ts'
import { wallNowMs } from './wall-clock.ts'
import type { WorldPlan, WorldRun } from './world.ts'

export interface Services extends AsyncDisposable {
  hub: Hub
  telemetryIdle(): Promise<void>
  /** `host:port` of the hub, as the system's processes reach it. */
  hubAddress: string
  /** How a process's own calls are answered from the recording. */
  calls: RecordedCalls
  /** The configuration of a system that uses them. */
  settings(plan: WorldPlan): Promise<SystemSettings>
  /** What faults may alter in the answers to pages. */
  pages: PagesUnderFault
  /** The living process of a host, as its agent said; undefined if none lives. */
  pidOf(host: string): number | undefined
}

/** @param address where they listen, and where the system's processes reach them. */
export async function openServices(run: WorldRun, address: string): Promise<Services> {
  const { journal, recording, truth, playback, pace, telemetryFaults } = run
  await using stack = new AsyncDisposableStack()
  const telemetryToken = secret()
  const receiver = stack.use(
    await startReceiver({
      journal,
      token: telemetryToken,
      address,
      tamper: telemetryFaults.tamper,
    }),
  )
  const hub = stack.use(
    await startHub({
      host: address,
      onEntry: (entry) => journal.append(entry),
      onProblem: (text) =>
        journal.append({ at: wallNowMs(), kind: 'problem', about: 'telemetry', text }),
    }),
  )
  const token = secret()
  const pages = new PagesUnderFault()
  const replay = stack.use(
    await startReplay({
      recording,
      truth,
      faults: pages,
      pace,
      playback,
      token,
      host: address,
      onEntry: (entry) => journal.append(entry),
    }),
  )
  const disposal = stack.move()
  return {
    hub,
    hubAddress: `${address}:${hub.port}`,
    calls: { proxy: replay.url, token },
    telemetryIdle: () => receiver.idle(),
    settings: async (plan) => ({
      timeScale: plan.timeScale,
      navigationTimeoutMs: plan.navigationTimeoutMs,
      telemetry: {
        ...telemetryEnvironment(`http://${address}:${receiver.port}`, telemetryToken),
        ...telemetryFaults.environment,
      },
      chromiumArgs: replay.chromiumArgs,
      accounts: await Promise.all(
        plan.accounts.map(async (account) => ({
          ...account,
          proxy: { server: await replay.openPort(account.id) },
        })),
      ),
    }),
    pages,
    pidOf: (host) => hub.processes().findLast((p) => p.host === host && p.alive)?.pid,
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  }
}

function secret(): string {
  return randomBytes(24).toString('base64url')
}
