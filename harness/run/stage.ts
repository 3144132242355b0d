/**
 * Everything of the harness that stands around a running system: its journal, its record, the
 * world it runs in, the nemesis. Taken down in the opposite order, whatever happens.
 */
import { join } from 'node:path'
import type { CodeFault } from '../fault/code/code-fault.ts'
import { SystemTree } from '../fault/code/system-tree.ts'
import type { AnyFault } from '../fault/faults.ts'
import {
  planTelemetryFaults,
  type TelemetryFaultPlan,
} from '../fault/telemetry/plan-telemetry-faults.ts'
import { checkPlace, isWorldFault } from '../fault/world-fault.ts'
import { journalVersion } from '../journal/entry.ts'
import { Journal } from '../journal/journal.ts'
import { type Playback, startPlayback } from '../replay/playback.ts'
import { loadRecording, type Recording } from '../replay/recording.ts'
import { type Truth, truthOf } from '../replay/truth.ts'
import type { Bug } from '../scenario/bug.ts'
import { checkSchedule, scheduleOf } from '../scenario/episodes.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { RunRecord } from '../trace/run-record.ts'
import type { OpenWorld, StartedWorld, World, WorldPlan } from '../world/world.ts'
import { EpisodeSchedule } from './episode-schedule.ts'
import { Nemesis } from './nemesis.ts'
import { makeScratch } from './scratch.ts'
import { type Storm, type StormWish, stormOf } from './storm.ts'
import { accountsOf, workersOf } from './topology.ts'

export interface StageOptions {
  runId: string
  scenarioId: string
  scenario: Scenario
  world: World
  seed: number
  faults: readonly AnyFault[]
  command: string
  root: string
  /** Kept from run to run by who runs many; if absent, the files are read anew. */
  tree?: SystemTree | undefined
  /** The run's folder below `reports/`; made, if it is not there. */
  folder: string
  /**
   * `memory` keeps no file, and no line of one: for many runs of a world that repeats itself, where
   * a run that is worth a second look is simply run again. `file` unless given.
   */
  journal?: 'file' | 'memory' | undefined
  signal: AbortSignal
  /** For scenarios of form weather. */
  wish?: StormWish
  /** For a person who waits. @param elapsedMs since the run began, in its world's time */
  progress(text: string, elapsedMs?: number): void
}

export interface Stage extends AsyncDisposable {
  journal: Journal
  record: RunRecord
  world: OpenWorld
  nemesis: Nemesis
  recording: Recording
  truth: Truth
  playback: Playback
  /** Begun when the system has started. */
  schedule: EpisodeSchedule
  telemetryFaults: TelemetryFaultPlan
  accounts: WorldPlan['accounts']
  /** In scenarios of form weather. */
  storm: Storm | undefined
  /** Starts the system. */
  start(): Promise<StartedWorld>
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const { runId, seed, scenario, world, root, tree = new SystemTree(root) } = options
  // First what is refused before anything is started: a fault that strikes nobody, a broken recording.
  const hosts = ['master', ...workersOf(scenario.topology).map((w) => w.id)]
  const worldFaults = options.faults.filter(isWorldFault)
  const accounts = accountsOf(scenario.topology)
  const accountIds = accounts.map(({ id }) => id)
  const places = { hosts, accounts: accountIds }
  for (const fault of worldFaults) checkPlace(fault, places)
  const { recording, truth } = await recorded(scenario.recording)
  checkSchedule(scenario, recording.manifest, accountIds)
  const storm = scenario.weather && stormOf(scenario, seed, options.wish ?? {}, root)
  await using stack = new AsyncDisposableStack()
  const scratch = world.touchesMachine ? stack.use(await makeScratch(runId, world)).folder : ''

  const journal = stack.use(new Journal(journalFile(options)))
  const record = new RunRecord()
  journal.onLine((line) => record.add(line))
  // The faults' first entries come once there is a time to give them.
  let now = () => 0
  const own = options.faults.filter((fault) => fault.layer === 'telemetry')
  const note = (fault: AnyFault, phase: 'planted' | 'reached') =>
    journal.append({ at: now(), kind: 'fault', fault: fault.id, hosts: [], phase })
  const telemetryFaults = planTelemetryFaults(own, (fault) => note(fault, 'reached'))
  const playback = startPlayback(recording, {
    accounts: accountIds,
    advance: (scenario.episodes ?? 'by visits') === 'by visits' ? 'by visits' : 'on demand',
    onEpisode: (begun) => journal.append({ at: now(), kind: 'episode', ...begun }),
  })
  const schedule = new EpisodeSchedule({
    playback,
    schedule: scheduleOf(scenario),
    onProblem: (text) => journal.append({ at: now(), kind: 'problem', about: 'story', text }),
  })
  const opened = stack.use(
    await world.open({
      runId,
      seed,
      root,
      tree,
      scratch,
      journal,
      recording,
      truth,
      pace: scenario.pace,
      playback,
      telemetryFaults,
      progress: options.progress,
    }),
  )
  now = () => opened.now()
  journal.append(runEntry(options, storm, opened.direct, now()))
  for (const fault of own) note(fault, 'planted')

  const workers = workersOf(scenario.topology)
  const given = options.faults.filter((fault) => fault.layer === 'code')
  const codeFaults = [...given, ...bugFrom(scenario, 'start')]
  const nemesis = new Nemesis(
    {
      tree,
      world: world.name,
      ...places,
      journal,
      hub: opened.hub,
      now,
      latent: scenario.weather?.bug?.faults ?? [],
    },
    codeFaults,
  )
  const disposal = stack.move()
  return {
    journal,
    record,
    world: opened,
    nemesis,
    recording,
    truth,
    playback,
    schedule,
    telemetryFaults,
    accounts,
    storm,
    async start() {
      const started = await opened.start({
        workers,
        accounts,
        overlays: nemesis.overlays(),
        timeScale: scenario.timeScale,
        signal: options.signal,
      })
      nemesis.arrive(started)
      schedule.begin()
      // They strike while the story goes on; `healAll` waits for them.
      void nemesis.schedule(worldFaults, { drawn: false })
      return started
    },
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  }
}

const recordings = new Map<string, { recording: Recording; truth: Truth }>()

/** Read once: thousands of seeds may play the same recording in this process. */
async function recorded(name: string): Promise<{ recording: Recording; truth: Truth }> {
  const known = recordings.get(name)
  if (known !== undefined) return known
  const recording = await loadRecording(name)
  const read = { recording, truth: truthOf(recording) }
  recordings.set(name, read)
  return read
}

/** The faults that make up a scenario's own bug, if it is in force from then on. */
function bugFrom({ weather }: Scenario, from: Bug['from']): readonly CodeFault[] {
  return weather?.bug?.from === from ? weather.bug.faults : []
}

/** Undefined where the run keeps no file. */
export function journalFile({ folder, journal }: Pick<StageOptions, 'folder' | 'journal'>) {
  return journal === 'memory' ? undefined : join(folder, 'journal.jsonl')
}

function runEntry(options: StageOptions, storm: Storm | undefined, direct: boolean, at: number) {
  const { runId, scenarioId, scenario, world, seed, faults, command } = options
  return {
    at,
    kind: 'run',
    version: journalVersion,
    // A deterministic world's journal holds nothing of this machine, this moment or this Node.
    runId: world.deterministic ? `${scenarioId}@${seed}` : runId,
    scenario: scenarioId,
    title: scenario.title,
    world: world.name,
    seed,
    timeScale: scenario.timeScale,
    recording: scenario.recording,
    faults: faults.map((fault) => fault.id),
    ...(storm && { storm: storm.entry }),
    command,
    ...(direct && { direct }),
    node: world.deterministic ? 'simulated' : process.version,
    platform: world.deterministic ? 'simulated' : `${process.platform}-${process.arch}`,
  } as const
}
