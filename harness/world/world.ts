/**
 * A world is where a run takes place. Its life is in its types: an engine may be `available`, is
 * `open`ed to give the run its ground (an address that its processes can reach), `start`ed to run
 * the topology, and at last disposed of, after which nothing of it is left.
 */
import type { Overlay } from '../fault/code/overlay.ts'

export type WorldName = 'processes' | 'containers'

export interface World {
  name: WorldName
  /** Why this world cannot be used here, in a sentence with the cure; undefined if it can. */
  unavailable(): Promise<string | undefined>
  open(run: WorldRun): Promise<OpenWorld>
}

export interface WorldRun {
  runId: string
  /** The project's folder. */
  root: string
  /** A folder of this run's own; whoever made it removes it. */
  scratch: string
  /** Says what is being done, for a person who waits. */
  progress(text: string): void
  /** Each line that a process of the system prints. */
  output(host: string, stream: 'stdout' | 'stderr', text: string): void
}

export interface OpenWorld extends AsyncDisposable {
  /** Where the harness's own servers listen. */
  listenAddress: string
  /** How processes of this world reach what listens there. */
  reachAddress: string
  start(plan: WorldPlan): Promise<StartedWorld>
}

/** Everything a world needs to know to start the system. */
export interface WorldPlan {
  workers: { id: string }[]
  accounts: PlannedAccount[]
  /** The edited sources of each host, from the start. */
  overlays: ReadonlyMap<string, Overlay>
  /** `host:port` of the hub, and its token. */
  hub: { address: string; token: string }
  /** Standard OpenTelemetry variables, the same for every process. */
  telemetry: Readonly<Record<string, string>>
  /** SHA-256 of the replay proxy's key, which Chromium is told to accept. */
  proxySpki: string
  timeScale: number
  /** The living process of a host, as its agent said; undefined if none lives. */
  pidOf(host: string): number | undefined
  /** Ends the wait for the system's start. */
  signal: AbortSignal
}

export interface PlannedAccount {
  id: string
  name: string
  workerId: string
  proxy: { server: string; username: string; password: string }
}

export interface StartedWorld {
  /** Base address of Master's REST, as the harness reaches it. */
  masterUrl: string
  adminToken: string
  /** Replaces the edited sources of a host, for whatever it loads from now on. */
  plant(host: string, overlay: Overlay): Promise<void>
  /** Kills a host's process at once (SIGKILL); what looks after it starts it again. */
  kill(host: string): Promise<void>
  /** Asks the workers to leave and waits for it. @throws WorldError if one does not in time. */
  leaveWorkers(limitMs: number): Promise<void>
  leaveMaster(limitMs: number): Promise<void>
}

/** The world could not do what it was asked. */
export class WorldError extends Error {
  override name = 'WorldError'
}
