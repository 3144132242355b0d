/**
 * The system alone, on a recording, for as long as somebody wants it: no story, no faults, no
 * journal, no verdict. Whatever happens, nothing of it is left afterwards.
 */
import { randomBytes } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildOverlay } from '../fault/code/overlay.ts'
import { SystemTree } from '../fault/code/system-tree.ts'
import type { Entry } from '../journal/entry.ts'
import { Journal } from '../journal/journal.ts'
import type { Pace } from '../replay/pace.ts'
import { type Playback, startPlayback } from '../replay/playback.ts'
import { loadRecording, type Recording } from '../replay/recording.ts'
import { type Truth, truthOf } from '../replay/truth.ts'
import { type Door, type World, WorldError, type WorldPlan } from '../world/world.ts'
import { makeScratch } from './scratch.ts'
import { accountsOf, workersOf } from './topology.ts'

export interface UpRequest {
  world: World
  root: string
  /** A name or a folder. */
  recording: string
  workers: number
  /** As many as the recording has unless given. */
  accounts: number | undefined
  timeScale: number
  pace: Pace
  /** Ends the wait for the start. */
  signal: AbortSignal
  /** Told all that the harness notices from then on. */
  onEntry(entry: Entry): void
}

export interface UpSystem extends AsyncDisposable {
  readonly recording: Recording
  readonly truth: Truth
  readonly accounts: WorldPlan['accounts']
  readonly playback: Playback
  readonly door: Door
  /** A file that only this user may read, with the token of `door`. */
  readonly tokenFile: string
  /** Resolves, with how, once Master has ended without being asked to. */
  readonly masterEnded: Promise<string>
  /** Asks the workers, then Master, to finish and leave. @throws WorldError if one does not. */
  leave(): Promise<void>
}

/** How long a process may take to finish its work once asked to leave. */
const leaveLimitMs = 20_000

/** @throws RecordingError, or WorldError if the world cannot be used or does not start */
export async function startUp(request: UpRequest): Promise<UpSystem> {
  const { world, root, timeScale, pace, signal, onEntry } = request
  const recording = await loadRecording(request.recording)
  const truth = truthOf(recording)
  const accountCount = request.accounts ?? recording.manifest.accounts?.length ?? 1
  const topology = { workers: request.workers, accounts: accountCount }
  const [workers, accounts] = [workersOf(topology), accountsOf(topology)]
  await using stack = new AsyncDisposableStack()
  const runId = `up-${randomBytes(6).toString('hex')}`
  const scratch = stack.use(await makeScratch(runId, world)).folder
  const journal = stack.use(new Journal(undefined))
  const masterEnded = Promise.withResolvers<string>()
  let leaving = false
  journal.onLine((line) => {
    if (!('glassbox' in line)) return
    const entry = line.glassbox
    const isEnd = entry.kind === 'process' && entry.host === 'master' && entry.phase !== 'started'
    if (isEnd && !leaving) masterEnded.resolve(entry.detail ?? entry.phase)
    onEntry(entry)
  })
  let now = () => 0
  const playback = startPlayback(recording, {
    accounts: accounts.map(({ id }) => id),
    advance: 'on demand',
    onEpisode: (begun) => journal.append({ at: now(), kind: 'episode', ...begun }),
  })
  const tree = new SystemTree(root)
  const opened = stack.use(
    await world.open({
      runId,
      seed: 1,
      root,
      tree,
      scratch,
      journal,
      recording,
      truth,
      playback,
      pace,
      telemetryFaults: { tamper: undefined, environment: {} },
      progress: () => undefined,
    }),
  )
  now = () => opened.now()
  const hosts = ['master', ...workers.map(({ id }) => id)]
  const overlays = new Map(
    hosts.map((host) => [host, buildOverlay({ root, tree, faults: [], host })]),
  )
  const started = await opened.start({ workers, accounts, overlays, timeScale, signal })
  const { door } = started
  if (door === undefined) {
    throw new WorldError(`Could not start in world ${world.name}: nobody can reach Master there.`)
  }
  const tokenFile = join(scratch, 'admin-token')
  writeFileSync(tokenFile, door.adminToken, { mode: 0o600 })
  const disposal = stack.move()
  return {
    recording,
    truth,
    accounts,
    playback,
    door,
    tokenFile,
    masterEnded: masterEnded.promise,
    async leave() {
      leaving = true
      await started.leaveWorkers(leaveLimitMs)
      await started.leaveMaster(leaveLimitMs)
      await opened.hub.settled()
    },
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  }
}
