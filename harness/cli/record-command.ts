import { rmSync } from 'node:fs'
import { Command } from 'commander'
import { Episodes } from '../replay/recorder/episodes.ts'
import { type LiveEnd, type LiveRequest, recordLive } from '../replay/recorder/live.ts'
import { Spool, spoolFolderOf, unfinishedBeside } from '../replay/recorder/spool.ts'
import { Tally } from '../replay/recorder/tally.ts'
import { stableUrl } from '../replay/request-key.ts'
import { durationMs } from './duration.ts'
import { ExpectedError, exitCodes } from './exit.ts'
import { collect } from './flags.ts'
import { finishSpool, recover } from './record-finish.ts'
import {
  chromiumFor,
  collectHosts,
  cookiesIn,
  folderFor,
  headOf,
  localeTag,
  pageAddress,
  type RecordFlags,
  shownFolder,
  timeZoneName,
} from './record-plan.ts'
import { loadRecordScript } from './record-script.ts'
import { howToDrive, RecordTerminal, readEpisodes } from './record-terminal.ts'

export function recordCommand(signal: AbortSignal): Command {
  return new Command('record')
    .description('record what a real Chromium asks and is answered, for replay')
    .argument('[url]', 'the page to begin with', pageAddress)
    .option('--out <folder>', 'where to write it; default: recordings/HOST-DATE')
    .option('--name <name>', 'its name; default: that of the folder')
    .option('--description <text>', 'what it is of, a sentence')
    .option('--storage-state <file>', 'begin logged in, with this storage state of Playwright')
    .option('--script <file>', 'a module whose default export drives the page; else you do')
    .option('--headed', 'show the browser; the default without a script')
    .option('--headless', 'show no browser; the default with a script')
    .option(
      '--locale <tag>',
      'the browser’s language, as zh-CN; default: this machine’s',
      localeTag,
    )
    .option('--time-zone <name>', 'and time zone, as Asia/Shanghai', timeZoneName)
    .option(
      '--hosts <hosts>',
      'record only these, as a.test,b.test; default: all',
      collectHosts,
      [],
    )
    .option('--no-scrub', 'replace nothing: names, texts and ids of real people stay in')
    .option('--key <key>', 'replace the same by the same as in other recordings made with this key')
    .option('--allow <word>', 'a value or word that may stay; may be repeated', collect, [])
    .option('--allow-field <name>', 'a field whose values may stay; may be repeated', collect, [])
    .option(
      '--chromium-arg <switch>',
      'a further switch for Chromium; may be repeated',
      collect,
      [],
    )
    .option('--limit <time>', 'end the recording after this time, as 90s or 10m', durationMs)
    .option('--recover <folder>', 'finish a recording that was broken off')
    .action(async (url: URL | undefined, flags: RecordFlags) => {
      if (flags.recover !== undefined) return await recover(flags.recover, flags, signal)
      if (url === undefined) {
        throw new ExpectedError('Could not record: no page was named. Give its address.')
      }
      process.exitCode = await record(url, flags, signal)
    })
}

async function record(url: URL, flags: RecordFlags, interrupted: AbortSignal): Promise<number> {
  const nowMs = Date.now()
  const folder = folderFor(url, flags.out, nowMs)
  const script = flags.script === undefined ? undefined : await loadRecordScript(flags.script)
  const cookies = flags.storageState === undefined ? [] : cookiesIn(flags.storageState)
  const chromium = chromiumFor(flags)
  tellUnfinished(folder)
  const startUrl = new URL(stableUrl(url))
  const spool = new Spool(spoolFolderOf(folder), headOf(startUrl, folder, flags, nowMs))
  const strangers = new Map<string, number>()
  const end = await follow(url, spool, {
    chromium,
    script,
    interrupted,
    limitMs: flags.limit,
    context: contextOf(flags),
    isWanted: (host) => isWanted(flags.hosts, host, strangers),
    onCookies: (values) => cookies.push(...values),
  })
  // Who ended the recording by an interrupt wants it written; a second one ends glassbox itself.
  const further = interrupted.aborted ? new AbortController().signal : interrupted
  const { recording } = await finishSpool(spool.folder, flags, further, cookies)
  say(`Hosts: ${recording.manifest.hosts.join(', ')}.`)
  if (strangers.size > 0) {
    const list = [...strangers].map(([host, count]) => `${host} (${count})`).sort()
    say(`Asked but not recorded: ${list.join(', ')}.`)
  }
  return exitCodeOf(end, script !== undefined)
}

async function follow(
  url: URL,
  spool: Spool,
  request: Omit<LiveRequest, 'url' | 'sink' | 'episodes'>,
): Promise<LiveEnd> {
  const tally = new Tally(spool)
  const episodes = new Episodes(spool)
  using terminal = new RecordTerminal(process.stdout, tally, () => episodes.current.name)
  using typed = new DisposableStack()
  try {
    return await recordLive({
      ...request,
      url: url.href,
      sink: tally,
      episodes,
      onNote: (sentence) => terminal.say(sentence),
      onReady(person) {
        terminal.say(howToDrive)
        typed.use(readEpisodes(process.stdin, person, (text) => terminal.say(text)))
      },
    })
  } catch (error) {
    // Nothing was seen, so nothing is lost.
    if (tally.bytes === 0) rmSync(spool.folder, { recursive: true, force: true })
    throw error
  } finally {
    spool.close()
  }
}

function contextOf({ storageState, locale, timeZone }: RecordFlags): LiveRequest['context'] {
  return {
    ...(storageState !== undefined && { storageState }),
    ...(locale !== undefined && { locale }),
    ...(timeZone !== undefined && { timezoneId: timeZone }),
  }
}

function isWanted(hosts: readonly string[], host: string, strangers: Map<string, number>): boolean {
  if (hosts.length === 0 || hosts.includes(host)) return true
  strangers.set(host, (strangers.get(host) ?? 0) + 1)
  return false
}

function tellUnfinished(folder: string): void {
  for (const spool of unfinishedBeside(folder)) {
    say(
      `There is an unfinished recording in ${shownFolder(spool)}. Finish it with ` +
        `glassbox record --recover ${shownFolder(spool)}, or delete that folder.`,
    )
  }
}

/** What was recorded is written whichever way it ended; the code says which. */
function exitCodeOf(end: LiveEnd, hasScript: boolean): number {
  switch (end.how) {
    case 'done':
      return exitCodes.pass
    case 'interrupted':
      complain('The recording was interrupted; what was seen until then is written.')
      return exitCodes.interrupted
    case 'limit':
      if (!hasScript) return exitCodes.pass
      complain('The time limit came before the script’s end; what was seen until then is written.')
      return exitCodes.fail
    case 'script failed': {
      const reason = end.error instanceof Error ? (end.error.stack ?? end.error) : end.error
      complain(`The script failed; what was seen until then is written. It threw ${reason}`)
      return exitCodes.fail
    }
    case 'browser gone':
      complain('The browser is gone; what was seen until then is written.')
      return exitCodes.unknown
  }
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function complain(text: string): void {
  process.stderr.write(`glassbox: ${text}\n`)
}
