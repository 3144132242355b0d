/** From what a recorder has written down to a recording, or a sentence what to do about it. */
import { randomUUID } from 'node:crypto'
import { rmSync } from 'node:fs'
import {
  type FinishedRecording,
  finishRecording,
  type Scrubber,
} from '../replay/recorder/finish.ts'
import { readSpool } from '../replay/recorder/read-spool.ts'
import { makeScrubber, PrivateError } from '../replay/recorder/scrubber.ts'
import { RecordingError } from '../replay/recording.ts'
import { fieldName } from '../replay/scrub/field-name.ts'
import { ExpectedError, exitCodes } from './exit.ts'
import { type RecordFlags, shownFolder } from './record-plan.ts'
import { findPrivateWatched, scrubWatched } from './scrub-steps.ts'
import { printable, Terminal } from './terminal.ts'

type FinishFlags = Pick<RecordFlags, 'scrub' | 'key' | 'out' | 'allow' | 'allowField'>

/** So many of what was left out are told one by one. */
const toldLeftOut = 10

/**
 * @param signal breaks scrubbing off; nothing is written then
 * @param cookies values that the browser held
 * @throws ExpectedError, which says where what was recorded lies
 */
export async function finishSpool(
  spool: string,
  flags: FinishFlags,
  signal: AbortSignal,
  cookies: readonly string[] = [],
): Promise<FinishedRecording> {
  const scrub = flags.scrub ? scrubberOf(flags, signal, cookies) : undefined
  if (!scrub) {
    process.stdout.write(
      'Nothing is replaced (--no-scrub): names, texts, ids and pictures of real people stay as they ' +
        'are. Keep this recording to yourself; glassbox scrub replaces them later.\n',
    )
  }
  try {
    const finished = await finishRecording({ spool, folder: flags.out, scrub })
    rmSync(spool, { recursive: true, force: true })
    tell(finished)
    return finished
  } catch (error) {
    if (signal.aborted && error === signal.reason) {
      const sentence =
        'It was interrupted before all was scrubbed, so the recording is not written.'
      throw new ExpectedError(`${sentence}\n${whereItLies(spool)}`, exitCodes.interrupted)
    }
    if (!(error instanceof RecordingError)) throw error
    throw new ExpectedError(`${error.message}\n${howToGoOn(error, shownFolder(spool))}`)
  }
}

/** Finishes what an earlier start left. */
export async function recover(
  spool: string,
  flags: FinishFlags,
  signal: AbortSignal,
): Promise<void> {
  const { head } = readSpool(spool)
  if (isRunning(head.pid)) {
    throw new ExpectedError(
      `Process ${head.pid} still records to ${shownFolder(spool)}. End it first.`,
    )
  }
  await finishSpool(spool, { ...flags, scrub: flags.scrub && head.isScrubbed }, signal)
}

function whereItLies(spool: string): string {
  const shown = shownFolder(spool)
  return `What was recorded lies in ${shown}, which only you can read: write it with glassbox record --recover ${shown}, or delete that folder.`
}

function howToGoOn(error: RecordingError, spool: string): string {
  const again =
    error instanceof PrivateError
      ? `if it is not private, write it with glassbox record --recover ${spool} and --allow or ` +
        '--allow-field; if it is for yourself alone, with --no-scrub'
      : `write it with glassbox record --recover ${spool}, once that is mended`
  return `What was recorded lies in ${spool}, which only you can read: ${again}; or delete that folder.`
}

function tell({ recording, truth, seen, leftOut, replaced }: FinishedRecording): void {
  const { exchanges, manifest, folder } = recording
  const frames = exchanges.flatMap((exchange) => exchange.frames ?? [])
  const lines = [
    `Recorded ${shownFolder(folder)}: ${truth.items.size} items in ${exchanges.length} exchanges ` +
      `(${seen} seen; repeated answers are not kept), ${frames.length} messages over websockets, ` +
      `episodes ${manifest.episodes.map(({ name }) => name).join(', ')}.`,
    ...leftOut
      .slice(0, toldLeftOut)
      .map(({ method, address, reason }) => `Left out: ${method} ${address}, because ${reason}.`),
  ]
  if (leftOut.length > toldLeftOut) lines.push(`… and ${leftOut.length - toldLeftOut} more.`)
  const kinds = Object.entries(replaced).filter(([, count]) => count > 0)
  if (kinds.length > 0) {
    lines.push(`Replaced: ${kinds.map(([kind, count]) => `${count} ${kind}`).join(', ')}.`)
  }
  process.stdout.write(lines.map((line) => `${printable(line)}\n`).join(''))
}

function scrubberOf(
  { key, allow, allowField }: FinishFlags,
  signal: AbortSignal,
  cookies: readonly string[],
): Scrubber {
  const allowance = { words: allow, fields: allowField.map(fieldName) }
  const watched = { terminal: new Terminal(process.stderr), signal }
  return makeScrubber(
    {
      scrubHar: (har, options) => scrubWatched(har, options, watched),
      findPrivate: (har, allow = {}) => findPrivateWatched(har, allow, watched),
    },
    { key: key ?? randomUUID(), allow: allowance },
    cookies,
  )
}

function isRunning(pid: number): boolean {
  if (pid === process.pid) return false
  try {
    process.kill(pid, 0)
    return true
  } catch {
    // No such process: what it left may be finished.
    return false
  }
}
