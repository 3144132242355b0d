/**
 * A world is where a run takes place. Its life is in its types: one that is not `unavailable` is
 * `open`ed, which gives the run its ground (whatever of the harness stands around the system),
 * `start`ed to run the topology, and at last disposed of, after which nothing of it is left.
 */
import type { Hub } from '../agent/hub.ts'
import type { Overlay } from '../fault/code/overlay.ts'
import type { SystemTree } from '../fault/code/system-tree.ts'
import type { Ground } from '../fault/ground.ts'
import type { TelemetryFaultPlan } from '../fault/telemetry/plan-telemetry-faults.ts'
import type { Journal } from '../journal/journal.ts'
import type { Pace } from '../replay/pace.ts'
import type { Playback } from '../replay/playback.ts'
import type { Recording } from '../replay/recording.ts'
import type { Truth } from '../replay/truth.ts'

export type WorldName = 'simulation' | 'processes' | 'containers'

export interface World {
  name: WorldName
  /** Whether the same seed gives the same journal, byte for byte. */
  deterministic: boolean
  /** Whether it starts processes or writes files, which something must clean up after a crash. */
  touchesMachine: boolean
  /** Why this world cannot be used here, in a sentence with the cure; undefined if it can. */
  unavailable(): Promise<string | undefined>
  open(run: WorldRun): Promise<OpenWorld>
}

export interface WorldRun {
  runId: string
  seed: number
  /** The project's folder. */
  root: string
  /** The system's sources, unedited. */
  tree: SystemTree
  /** A folder of this run's own, empty text in a world that touches no machine. */
  scratch: string
  journal: Journal
  recording: Recording
  truth: Truth
  pace: Pace
  /** Which recorded answer an account gets when. */
  playback: Playback
  telemetryFaults: Pick<TelemetryFaultPlan, 'tamper' | 'environment'>
  /** Says what is being done, for a person who waits. */
  progress(text: string): void
}

export interface OpenWorld extends AsyncDisposable {
  /** Whether telemetry comes in the moment it is made, instead of in batches over a wire. */
  direct: boolean
  /** The agents in the system's processes. */
  hub: Hub
  /** Resolves once no telemetry is being taken in any more. */
  telemetryIdle(): Promise<void>
  /** This world's time, in milliseconds since 1970 with fractions. */
  now(): number
  /** Does something in this world's time: waits in there pass as the system's own do. */
  perform<T>(work: () => Promise<T>): Promise<T>
  start(plan: WorldPlan): Promise<StartedWorld>
}

/** What is to be started. */
export interface WorldPlan {
  workers: { id: string }[]
  accounts: { id: string; name: string; workerId: string }[]
  /** The edited sources of each host, from the start. */
  overlays: ReadonlyMap<string, Overlay>
  timeScale: number
  /** How long a worker waits for a page, in milliseconds; as in production if absent. */
  navigationTimeoutMs?: number | undefined
  /** Ends the wait for the system's start. */
  signal: AbortSignal
}

export interface StartedWorld {
  /**
   * Asks Master's REST as an administrator. @throws WorldError if it does not answer in time.
   */
  request(method: string, path: string): Promise<{ status: number; text: string }>
  /** Replaces the edited sources of a host, for whatever it loads from now on. */
  plant(host: string, overlay: Overlay): Promise<void>
  /** What faults may touch here. */
  readonly ground: Ground
  /** How a person on this machine reaches Master; undefined where it is not on this machine. */
  readonly door?: Door
  /** Asks the workers to leave and waits for it. @throws WorldError if one does not in time. */
  leaveWorkers(limitMs: number): Promise<void>
  leaveMaster(limitMs: number): Promise<void>
}

export interface Door {
  /** Such as `http://127.0.0.1:4711`; another one after Master was killed. */
  readonly url: string
  /** Lets whoever shows it do everything. */
  readonly adminToken: string
  readonly dataDir: string
}

/** The world could not do what it was asked. */
export class WorldError extends Error {
  override name = 'WorldError'
}
