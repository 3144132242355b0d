import { accessSync, constants, writeFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { Command, InvalidArgumentError, Option } from 'commander'
import { worst } from '../check/finding.ts'
import { Sources } from '../diagnosis/source.ts'
import { parseFault } from '../fault/parse-fault.ts'
import { reportModel } from '../report/report-model.ts'
import { writeReport } from '../report/write.ts'
import { ledgerCounts, type RunResult, resultActs, resultFindings } from '../run/result.ts'
import { runScenario } from '../run/run-scenario.ts'
import { loadScenario, resolveScenario, scenarioIds } from '../scenario/find-scenarios.ts'
import { chooseWorld, worlds } from '../world/worlds.ts'
import { ExpectedError, exitCodes } from './exit.ts'
import { root } from './root.ts'
import { Terminal } from './terminal.ts'

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
  const faults = flags.fault.map((text) => parseFault(text, { root }))
  if (flags.json) refuseUnwritable(flags.json)
  const world = await chooseWorld(flags.world)
  const results: RunResult[] = []
  for (const id of ids) {
    const terminal = new Terminal(process.stdout)
    const command = commandLine(id, world.name, flags)
    terminal.title(`${id} in world ${world.name}`)
    const scenario = await loadScenario(id, root)
    const finished = await runScenario({
      scenarioId: id,
      scenario,
      world,
      seed: flags.seed,
      faults,
      command,
      root,
      reports: join(root, 'reports'),
      signal,
      progress: (text) => terminal.line(text),
    })
    const report = join(finished.folder, 'report.html')
    await writeReport(reportModel(finished.record, finished.judged, new Sources(root)), report)
    const result: RunResult = {
      scenario: id,
      world: world.name,
      seed: flags.seed,
      verdict: finished.judged.verdict,
      headline: finished.judged.headline,
      findings: resultFindings(finished.judged.findings),
      ledger: ledgerCounts(finished.judged),
      acts: resultActs(finished.judged.acts),
      verdictLatencyMs: finished.verdictLatencyMs,
      durationMs: finished.durationMs,
      journal: relative(process.cwd(), finished.journal),
      report: relative(process.cwd(), report),
    }
    terminal.result(result, command)
    results.push(result)
  }
  if (flags.json) writeJson(flags.json, results.length === 1 ? results[0] : results)
  process.exitCode = exitCodes[worst(results.map((r) => r.verdict))]
}

function commandLine(id: string, world: string, flags: RunFlags): string {
  const faults = flags.fault.map((fault) => ` --fault '${fault}'`).join('')
  return `npx glassbox run ${id} --world ${world} --seed ${flags.seed}${faults}`
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
function refuseUnwritable(file: string): void {
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
