import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Command } from 'commander'
import { parseFault } from '../fault/parse-fault.ts'
import type { RunEntry } from '../journal/entry.ts'
import { firstDifference } from '../journal/first-difference.ts'
import { readJournal } from '../journal/read-journal.ts'
import { explainDifference } from '../run/explain-difference.ts'
import type { StormWish } from '../run/storm.ts'
import { loadScenario, resolveScenario } from '../scenario/find-scenarios.ts'
import { RunRecord } from '../trace/run-record.ts'
import { shapeOf } from '../trace/shape.ts'
import { chooseWorld } from '../world/worlds.ts'
import { ExpectedError, exitCodes } from './exit.ts'
import { findRun } from './find-run.ts'
import { root } from './root.ts'
import { runOne } from './run-one.ts'

export function replayCommand(signal: AbortSignal): Command {
  return new Command('replay')
    .description('run a journal’s run again, and say where the two part')
    .argument('<run>', 'a folder of reports/, or the end of its name')
    .action(async (name: string) => {
      const before = join(findRun(name), 'journal.jsonl')
      const record = RunRecord.from(readJournal(before).lines)
      const run = record.entries('run')[0]
      if (run === undefined) {
        throw new ExpectedError(
          `Could not repeat ${before}: it does not say which run it is of. Only journals of glassbox run can be repeated.`,
        )
      }
      const world = await chooseWorld(run.world)
      const { scenario, seed, faults, storm } = run
      const id = resolveScenario(scenario, root)
      const result = await runOne({
        id,
        world,
        seed,
        faults,
        signal,
        ...(storm && { wish: wishOf(storm) }),
      })
      process.stdout.write(`${comparison(before, result.journal, world.deterministic)}\n`)
      if (world.deterministic && !sameBytes(before, result.journal)) {
        const planted = faults.map((text) => parseFault(text, { root }))
        const why = await explainDifference({
          scenarioId: id,
          scenario: await loadScenario(id, root),
          seed,
          faults: planted,
          command: run.command,
          ...(storm && { wish: wishOf(storm) }),
          root,
          signal,
        })
        process.stdout.write(`${why}\n`)
      }
      process.exitCode = exitCodes[result.verdict]
    })
}

function wishOf({ drawn, stormMs, pinned }: NonNullable<RunEntry['storm']>): StormWish {
  return pinned ? { pinned } : { calm: !drawn, stormMs }
}

function sameBytes(one: string, other: string): boolean {
  return readFileSync(one).equals(readFileSync(other))
}

/** To the byte where the world repeats itself, else by the shape of the traces. */
function comparison(before: string, after: string, deterministic: boolean): string {
  if (deterministic) {
    const difference = firstDifference(readFileSync(before, 'utf8'), readFileSync(after, 'utf8'))
    return difference === undefined
      ? 'the same run, to the last byte of its journal'
      : `parts at line ${difference.line}${difference.path ? `, ${difference.path}` : ''}: ${difference.one} before, ${difference.other} now`
  }
  const shape = (file: string) => shapeOf(RunRecord.from(readJournal(file).lines))
  const [one, other] = [shape(before), shape(after)]
  const gone = one.filter((line) => !other.includes(line))
  const come = other.filter((line) => !one.includes(line))
  if (gone.length === 0 && come.length === 0) return 'the same run, by the shape of its traces'
  return [
    ...gone.map((line) => `only before: ${line}`),
    ...come.map((line) => `only now: ${line}`),
  ].join('\n')
}
