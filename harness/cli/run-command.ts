import { accessSync, constants, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { worst } from '../check/finding.ts'
import { parseFault } from '../fault/parse-fault.ts'
import type { RunResult } from '../run/result.ts'
import { resolveScenario, scenarioIds } from '../scenario/find-scenarios.ts'
import { chooseWorld, worlds } from '../world/worlds.ts'
import { ExpectedError, exitCodes } from './exit.ts'
import { root } from './root.ts'
import { runOne } from './run-one.ts'

interface RunFlags {
  all?: boolean
  world?: string
  seed: number
  fault: string[]
  json?: string
}

export function runCommand(signal: AbortSignal): Command {
  return new Command('run')
    .description('run scenarios, judge them, explain what broke, write the report')
    .argument('[scenario...]', 'names of scenarios, as sync/healthy or healthy')
    .option('--all', 'run every scenario')
    .addOption(
      new Option(
        '--world <world>',
        'where to run; default: containers where a Docker engine answers',
      ).choices(worlds.map((w) => w.name)),
    )
    .option('--seed <n>', 'the seed of all that is drawn by chance', wholeNumber, 1)
    .option(
      '--fault <id>',
      'plant a fault from the start, e.g. brokenExport:FILE#NAME; may be repeated',
      collect,
      [],
    )
    .option('--json <file>', 'write the result as JSON')
    .action((names: string[], flags: RunFlags) => run(names, flags, signal))
}

async function run(names: readonly string[], flags: RunFlags, signal: AbortSignal): Promise<void> {
  const ids = flags.all ? scenarioIds(root) : names.map((name) => resolveScenario(name, root))
  if (ids.length === 0) {
    throw new ExpectedError(
      `Could not run: no scenario was named. Name one of ${scenarioIds(root).join(', ')}, or give --all.`,
    )
  }
  // Refused before anything is started.
  for (const text of flags.fault) parseFault(text, { root })
  if (flags.json) refuseUnwritable(flags.json)
  const world = await chooseWorld(flags.world)
  const results: RunResult[] = []
  for (const id of ids) {
    results.push(await runOne({ id, world, seed: flags.seed, faults: flags.fault, signal }))
  }
  if (flags.json) writeJson(flags.json, results.length === 1 ? results[0] : results)
  process.exitCode = exitCodes[worst(results.map((r) => r.verdict))]
}

export function writeJson(file: string, value: unknown): void {
  try {
    writeFileSync(file, `${JSON.stringify(value, null, 2)}\n`)
  } catch (error) {
    throw new ExpectedError(
      `Could not write the result to ${file}: ${error instanceof Error ? error.message : error}. The run's report was written.`,
    )
  }
}

/** Before the run, so that nobody waits a minute for a result that cannot be kept. */
export function refuseUnwritable(file: string): void {
  try {
    accessSync(dirname(resolve(file)), constants.W_OK)
  } catch (error) {
    throw new ExpectedError(
      `Could not write the result to ${file}: ${error instanceof Error ? error.message : error}. Nothing was run; give a file in a folder that exists and can be written to.`,
    )
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,15}$/.test(text)) {
    throw new InvalidArgumentError(
      `It must be a whole number from 0 to 999999999999999, not “${text}”.`,
    )
  }
  return Number(text)
}

function collect(value: string, previous: string[]): string[] {
  return [...previous, value]
}
