/**
 * A run from beginning to end: stage, system, story, the drain at the end, verdict, report.
 * Whatever happens in between, everything started is ended and what was seen is in the journal.
 */
import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Sources } from '../diagnosis/source.ts'
import { unaskedEntry } from '../replay/unasked-entry.ts'
import { WaitError } from '../scenario/scenario.ts'
import { wallNowMs } from '../world/wall-clock.ts'
import { WorldError } from '../world/world.ts'
import { type JudgedRun, judgeRun } from './judge-run.ts'
import { RunLimit } from './run-limit.ts'
import type { RunRequest } from './run-request.ts'
import { journalFile, openStage, type Stage } from './stage.ts'
import { Storyteller } from './storyteller.ts'

export interface FinishedRun {
  runId: string
  folder: string
  /** Its file; undefined where none was kept. */
  journal: string | undefined
  judged: JudgedRun
  record: Stage['record']
  /** From the last event of the run to its verdict. */
  verdictLatencyMs: number
  durationMs: number
}

/** How long a process may take to finish its work once asked to leave. */
const leaveLimitMs = 20_000

export async function runScenario(request: RunRequest): Promise<FinishedRun> {
  const startedMs = wallNowMs()
  const runId = makeRunId(request.scenarioId)
  const folder = join(request.reports, runId)
  using limit = new RunLimit(request.signal, request.scenario.limitMs)
  const { signal } = limit
  const sources = new Sources(request.root)
  const { record, lastEventMs, judged } = await (async () => {
    await using stage = await openStage({ ...request, runId, folder, signal })
    await stage.world.perform(() => perform(stage, request, signal, sources))
    // Nothing more can come: every process has said goodbye or is accounted for otherwise.
    const lastEventMs = wallNowMs()
    const judged = judgeRun(stage.record, sources)
    return { record: stage.record, lastEventMs, judged: { ...judged, atMs: wallNowMs() } }
  })()
  request.signal.throwIfAborted()
  return {
    runId,
    folder,
    journal: journalFile({ ...request, folder }),
    judged,
    record,
    verdictLatencyMs: judged.atMs - lastEventMs,
    durationMs: wallNowMs() - startedMs,
  }
}

/** Plays the story; what it waited for in vain, or the world could not do, makes no crash of us. */
async function perform(
  stage: Stage,
  request: RunRequest,
  signal: AbortSignal,
  sources: Sources,
): Promise<void> {
  const storyteller = new Storyteller(stage, request, signal, sources)
  const problem = (about: 'story' | 'world', text: string) =>
    stage.journal.append({ at: stage.world.now(), kind: 'problem', about, text })
  try {
    await storyteller.tell()
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason
    problem('story', problemText(error, request))
  }
  try {
    await storyteller.end(leaveLimitMs)
  } catch (error) {
    if (!(error instanceof WorldError)) throw error
    problem('world', error.message)
  }
  const { journal, recording, playback, world } = stage
  journal.tellUnserved()
  journal.append(unaskedEntry(world.now(), recording, playback))
}

function problemText(error: unknown, { scenario }: RunRequest): string {
  if (error instanceof WaitError || error instanceof WorldError) return error.message
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return `The run was broken off after its limit of ${scenario.limitMs} ms.`
  }
  // A fault in the scenario or the harness itself is not the system's: it ends the run as broken.
  throw error
}

/** Sorts by time, tells runs of one second apart, and is a safe folder name. */
function makeRunId(scenarioId: string): string {
  const time = new Date().toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')
  return `${time}-${scenarioId.split('/').at(-1)}-${randomBytes(2).toString('hex')}`
}
