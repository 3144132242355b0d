import { Command, Option } from 'commander'
import { worst } from '../check/finding.ts'
import { parseFault } from '../fault/parse-fault.ts'
import type { RunResult } from '../run/result.ts'
import { loadScenario, resolveScenario, scenarioIds } from '../scenario/find-scenarios.ts'
import type { World } from '../world/world.ts'
import { chooseWorld, worlds } from '../world/worlds.ts'
import { durationMs } from './duration.ts'
import { ExpectedError, exitCodes } from './exit.ts'
import { collect, refuseUnwritable, writeJson } from './flags.ts'
import { root } from './root.ts'
import { type OneRun, runOne } from './run-one.ts'
import { wholeNumber } from './whole-number.ts'

interface RunFlags {
  all?: boolean
  world?: string
  /** Absent: 1, or what the scenario has pinned. */
  seed?: number
  fault: string[]
  calm?: boolean
  storm?: number
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
    .option('--seed <n>', 'the seed of all that is drawn by chance; 1 if not given', wholeNumber)
    .option(
      '--fault <id>',
      'plant a fault from the start, e.g. brokenExport:FILE#NAME; may be repeated',
      collect,
      [],
    )
    .option('--calm', 'in a scenario of form weather: draw no faults')
    .option('--storm <time>', 'and how long its storm lasts, as 3s or 800ms', durationMs)
    .option('--json <file>', 'write the result as JSON')
    .action((names: string[], flags: RunFlags) => run(names, flags, signal))
}

async function run(names: readonly string[], flags: RunFlags, signal: AbortSignal): Promise<void> {
  // Refused before anything is started.
  for (const text of flags.fault) parseFault(text, { root })
  if (flags.json) refuseUnwritable(flags.json)
  const world = await chooseWorld(flags.world)
  const ids = flags.all ? await allFor(world) : names.map((name) => resolveScenario(name, root))
  if (ids.length === 0) {
    throw new ExpectedError(
      `Could not run: no scenario was named. Name one of ${scenarioIds(root).join(', ')}, or give --all.`,
    )
  }
  const results: RunResult[] = []
  for (const id of ids) {
    results.push(await runOne({ id, world, faults: flags.fault, signal, ...wishOf(flags) }))
  }
  if (flags.json) writeJson(flags.json, results.length === 1 ? results[0] : results)
  process.exitCode = exitCodes[worst(results.map((r) => r.verdict))]
}

/** What is said of seed or weather is done; else a scenario plays what it has pinned. */
function wishOf({ seed, calm, storm, fault }: RunFlags): Pick<OneRun, 'seed' | 'wish'> {
  const pinned = seed === undefined && !calm && storm === undefined && fault.length === 0
  return {
    seed: seed ?? 1,
    wish: { pinned, calm: calm ?? false, ...(storm === undefined ? {} : { stormMs: storm }) },
  }
}

/** Weather takes its own time and faults that only the simulated world has; elsewhere it is named. */
async function allFor(world: World): Promise<string[]> {
  const ids = scenarioIds(root)
  if (world.deterministic) return ids
  const weathers: string[] = []
  for (const id of ids) if ((await loadScenario(id, root)).weather) weathers.push(id)
  process.stdout.write(
    `Left out in world ${world.name}, since they are of form weather: ${weathers.join(', ')}. Name one to run it here all the same.\n`,
  )
  return ids.filter((id) => !weathers.includes(id))
}
