import { Command, InvalidArgumentError } from 'commander'
import type { Pace } from '../replay/pace.ts'
import { processesWorld } from '../world/processes/processes-world.ts'
import { durationMs } from './duration.ts'
import { root } from './root.ts'
import { Terminal } from './terminal.ts'
import { up } from './up.ts'
import { atLeastOne } from './whole-number.ts'

interface UpFlags {
  recording: string
  workers: number
  accounts?: number
  every?: number
  timeScale: number
  pace: Pace
}

/** No shorter: each has to be seen by a crawl. */
const shortestMs = 1000
const longestMs = 86_400_000

export function upCommand(signal: AbortSignal): Command {
  return new Command('up')
    .description('start the system alone, on a recording, for a person to use')
    .option(
      '--recording <name>',
      'what the accounts are shown: a name or a folder',
      'creator-basic',
    )
    .option('--workers <n>', 'how many workers', atLeastOne, 1)
    .option('--accounts <n>', 'how many accounts; as many as the recording has', atLeastOne)
    .option('--every <time>', 'play the next episode at this interval, as 30s', interval)
    .option(
      '--time-scale <n>',
      'how many times faster than in production the system’s timers run',
      atLeastOne,
      20,
    )
    .option(
      '--pace <pace>',
      'how fast pages are answered: at-once, as-recorded, or how many times faster than recorded',
      paceOf,
      'at once',
    )
    .addHelpText('after', '\nIt runs in world processes, without a terminal too, until Ctrl-C.')
    .action((flags: UpFlags) => run(flags, signal))
}

function run(flags: UpFlags, signal: AbortSignal): Promise<never> {
  const terminal = new Terminal(process.stdout)
  terminal.title(`up: ${flags.recording} in world ${processesWorld.name}`)
  return up({
    ...flags,
    accounts: flags.accounts,
    everyMs: flags.every,
    world: processesWorld,
    root,
    signal,
    input: process.stdin,
    say: (text) => terminal.line(text),
  })
}

function paceOf(text: string): Pace {
  if (text === 'at-once') return 'at once'
  if (text === 'as-recorded') return 'as recorded'
  const times = /^\d{1,6}(\.\d{1,3})?$/.test(text) ? Number(text) : 0
  if (times > 0) return times
  throw new InvalidArgumentError(
    `It must be at-once, as-recorded or a number above 0, not “${text}”.`,
  )
}

function interval(text: string): number {
  const ms = durationMs(text)
  if (ms < shortestMs || ms > longestMs) {
    throw new InvalidArgumentError(`It must be from 1s to 24h, not “${text}”.`)
  }
  return ms
}
