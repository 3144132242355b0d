/**
 * Everything of the harness that stands around a running system: its journal, the receiver of its
 * telemetry, the hub of its agents, the replay of its pages, the world it runs in. Taken down in
 * the opposite order, whatever happens.
 */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Hub, startHub } from '../agent/hub.ts'
import type { AnyFault } from '../fault/faults.ts'
import {
  planTelemetryFaults,
  type TelemetryFaultPlan,
} from '../fault/telemetry/plan-telemetry-faults.ts'
import { journalVersion } from '../journal/entry.ts'
import { Journal } from '../journal/journal.ts'
import { type Receiver, startReceiver } from '../journal/receiver.ts'
import { loadRecording } from '../replay/recording.ts'
import { type Replay, startReplay } from '../replay/replay-proxy.ts'
import { truthOf } from '../replay/truth.ts'
import type { Scenario } from '../scenario/scenario.ts'
import { RunRecord } from '../trace/run-record.ts'
import { startReaper } from '../world/reaper.ts'
import type { PlannedAccount, StartedWorld, World } from '../world/world.ts'
import { Nemesis } from './nemesis.ts'
import { telemetryEnvironment } from './telemetry-environment.ts'

export interface StageOptions {
  runId: string
  scenarioId: string
  scenario: Scenario
  world: World
  seed: number
  faults: readonly AnyFault[]
  command: string
  root: string
  /** The run's folder below `reports/`; made, if it is not there. */
  folder: string
  signal: AbortSignal
  progress(text: string): void
}

export interface Stage extends AsyncDisposable {
  journal: Journal
  record: RunRecord
  hub: Hub
  receiver: Receiver
  replay: Replay
  nemesis: Nemesis
  telemetryFaults: TelemetryFaultPlan
  accounts: PlannedAccount[]
  /** Starts the system. */
  start(): Promise<StartedWorld>
}

/** The clock of every entry; finer than `Date.now()`. */
export function nowMs(): number {
  return performance.timeOrigin + performance.now()
}

export async function openStage(options: StageOptions): Promise<Stage> {
  const { runId, scenario, world, root } = options
  // Read first: a broken recording is refused before anything is started.
  const recording = await loadRecording(scenario.recording)
  const truth = truthOf(recording)
  await using stack = new AsyncDisposableStack()
  const reaper = stack.use(startReaper(runId))
  const scratch = mkdtempSync(join(tmpdir(), 'glassbox-'))
  stack.defer(() => rmSync(scratch, { recursive: true, force: true, maxRetries: 5 }))
  reaper.watch(`scratch ${scratch}`)

  const journal = stack.use(new Journal(join(options.folder, 'journal.jsonl')))
  const record = new RunRecord()
  journal.onLine((line) => record.add(line))
  journal.append(runEntry(options))
  const problem = (about: 'telemetry' | 'world') => (text: string) =>
    journal.append({ at: nowMs(), kind: 'problem', about, text })

  if (world.name === 'containers') reaper.watch('docker')
  const opened = stack.use(
    await world.open({
      runId,
      root,
      scratch,
      progress: options.progress,
      output: (host, stream, text) =>
        journal.append({ at: nowMs(), kind: 'output', host, stream, text: text.slice(0, 10_000) }),
    }),
  )
  const address = opened.listenAddress
  const telemetryToken = secret()
  const telemetryFaults = planFaults(options.faults, journal)
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
      onProblem: problem('telemetry'),
    }),
  )
  const replayToken = secret()
  const replay = stack.use(
    await startReplay({
      recording,
      truth,
      token: replayToken,
      host: address,
      onEntry: (entry) => journal.append(entry),
    }),
  )
  const workers = Array.from({ length: scenario.topology.workers }, (_, i) => ({
    id: `worker-${i + 1}`,
  }))
  const accounts = planAccounts(
    scenario,
    `http://${opened.reachAddress}:${replay.port}`,
    replayToken,
  )
  const hosts = ['master', ...workers.map((w) => w.id)]
  const codeFaults = options.faults.filter((fault) => fault.layer === 'code')
  const nemesis = new Nemesis({ root, hosts, journal, hub, now: nowMs }, codeFaults)
  const disposal = stack.move()

  return {
    journal,
    record,
    hub,
    receiver,
    replay,
    nemesis,
    telemetryFaults,
    accounts,
    async start() {
      const started = await opened.start({
        workers,
        accounts,
        overlays: nemesis.overlays(),
        hub: { address: `${opened.reachAddress}:${hub.port}`, token: hub.token },
        telemetry: {
          ...telemetryEnvironment(`http://${opened.reachAddress}:${receiver.port}`, telemetryToken),
          ...telemetryFaults.environment,
        },
        proxySpki: replay.spki,
        timeScale: scenario.timeScale,
        pidOf: (host) => hub.processes().findLast((p) => p.host === host && p.alive)?.pid,
        signal: options.signal,
      })
      nemesis.arrive(started)
      return started
    },
    [Symbol.asyncDispose]: () => disposal.disposeAsync(),
  }
}

/** Plants the run's telemetry faults, and has the journal say when each first lost something. */
function planFaults(faults: readonly AnyFault[], journal: Journal): TelemetryFaultPlan {
  const own = faults.filter((fault) => fault.layer === 'telemetry')
  const note = (fault: AnyFault, phase: 'planted' | 'reached') =>
    journal.append({ at: nowMs(), kind: 'fault', fault: fault.id, hosts: [], phase })
  for (const fault of own) note(fault, 'planted')
  return planTelemetryFaults(own, (fault) => note(fault, 'reached'))
}

function planAccounts(scenario: Scenario, server: string, password: string): PlannedAccount[] {
  const { accounts, workers } = scenario.topology
  return Array.from({ length: accounts }, (_, i) => {
    const id = `acc-${i + 1}`
    return {
      id,
      name: `账号${i + 1}`,
      workerId: `worker-${(i % workers) + 1}`,
      proxy: { server, username: id, password },
    }
  })
}

function runEntry(options: StageOptions) {
  const { runId, scenarioId, scenario, world, seed, faults, command } = options
  return {
    at: nowMs(),
    kind: 'run',
    version: journalVersion,
    runId,
    scenario: scenarioId,
    title: scenario.title,
    world: world.name,
    seed,
    timeScale: scenario.timeScale,
    recording: scenario.recording,
    faults: faults.map((fault) => fault.id),
    command,
    node: process.version,
    platform: `${process.platform}-${process.arch}`,
  } as const
}

function secret(): string {
  return randomBytes(24).toString('base64url')
}
