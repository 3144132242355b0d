import { Command, InvalidArgumentError, Option } from 'commander'
import { BenchError } from '../bench/bench.ts'
import { benches } from '../bench/benches.ts'
import type { BenchRow } from '../bench/row.ts'
import { benchTable } from './bench-table.ts'
import { parseDuration } from './duration.ts'
import { ExpectedError, exitCodes } from './exit.ts'
import { refuseUnwritable, writeJson } from './flags.ts'
import { root } from './root.ts'

interface BenchFlags {
  virtual: number
  json?: string
}

export function benchCommand(signal: AbortSignal): Command {
  return new Command('bench')
    .description('measure, beside the bound that each figure is measured against')
    .argument('[name]', `one of ${benches.map(({ name }) => name).join(', ')}; all unless given`)
    .addOption(
      new Option('--virtual <time>', 'how much virtual time to simulate, as 10m, 6h or 1d')
        .argParser(virtual)
        .default(86_400_000, '1d'),
    )
    .option('--json <file>', 'write the rows as JSON')
    .addHelpText(
      'after',
      '\nExit codes: 0 every goal holds, 1 one does not, 3 it could not measure.',
    )
    .action((name: string | undefined, flags: BenchFlags) => bench(name, flags, signal))
}

async function bench(
  name: string | undefined,
  flags: BenchFlags,
  signal: AbortSignal,
): Promise<void> {
  const chosen = benches.filter((one) => name === undefined || one.name === name)
  if (chosen.length === 0) {
    throw new ExpectedError(
      `Could not find a bench named ${name}. Known are: ${benches.map((b) => b.name).join(', ')}.`,
    )
  }
  if (flags.json) refuseUnwritable(flags.json)
  const rows: BenchRow[] = []
  for (const one of chosen) {
    process.stdout.write(`${one.name}: ${one.description}\n`)
    const progress = (text: string) => process.stdout.write(`  ${text}\n`)
    rows.push(
      ...(await measured(one.run({ root, virtualMs: flags.virtual, signal, progress }), signal)),
    )
  }
  process.stdout.write(`\n${benchTable(rows)}\n`)
  if (flags.json) writeJson(flags.json, rows)
  process.exitCode = rows.every(({ holds }) => holds) ? exitCodes.pass : exitCodes.fail
}

async function measured(rows: Promise<BenchRow[]>, signal: AbortSignal): Promise<BenchRow[]> {
  try {
    return await rows
  } catch (error) {
    signal.throwIfAborted()
    if (error instanceof BenchError) throw new ExpectedError(error.message)
    throw error
  }
}

function virtual(text: string): number {
  const ms = parseDuration(text)
  if (ms === undefined || ms < 60_000) {
    throw new InvalidArgumentError(
      `It must be a time of a minute or more, as 10m, 6h or 1d, not “${text}”.`,
    )
  }
  return ms
}
