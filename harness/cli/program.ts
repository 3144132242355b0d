/** All commands of `npx glassbox`. */
import { Command } from 'commander'
import { benchCommand } from './bench-command.ts'
import { checkCommand } from './check-command.ts'
import { exploreCommand } from './explore-command.ts'
import { recordCommand } from './record-command.ts'
import { replayCommand } from './replay-command.ts'
import { reportCommand } from './report-command.ts'
import { runCommand } from './run-command.ts'
import { scrubCommand } from './scrub-command.ts'
import { upCommand } from './up-command.ts'

/** @param interrupted breaks a run off, in order. */
export function glassbox(interrupted: AbortSignal): Command {
  const program = new Command('glassbox').description(
    'Runs a Master/Worker sync system under faults, follows every item, explains what breaks.',
  )
  program.addHelpText(
    'after',
    '\nExit codes: 0 pass, 1 fail, 2 unknown, 3 glassbox could not run, 130 interrupted.',
  )
  const commands = [
    runCommand(interrupted),
    exploreCommand(interrupted),
    recordCommand(interrupted),
    replayCommand(interrupted),
    checkCommand(),
    reportCommand(),
    upCommand(interrupted),
    scrubCommand(interrupted),
    benchCommand(interrupted),
  ]
  for (const command of commands) program.addCommand(command)
  for (const command of [program, ...program.commands]) {
    command.exitOverride().configureOutput({
      outputError: (text, write) => write(text.replace(/^error: /, 'glassbox: ')),
    })
  }
  return program
}
