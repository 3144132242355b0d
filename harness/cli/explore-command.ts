import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { join, relative } from 'node:path'
import { Command } from 'commander'
import { parseFault } from '../fault/parse-fault.ts'
import { explore, type SearchResult } from '../run/explore/explore.ts'
import { reachesOf } from '../run/explore/reaches-of.ts'
import type { SeedResult } from '../run/explore/seed-result.ts'
import { SeedThreads } from '../run/explore/seed-threads.ts'
import { type ShrunkSeed, shrinkSeed } from '../run/explore/shrink-seed.ts'
import { storyFile } from '../run/explore/story-file.ts'
import { loadScenario, resolveScenario } from '../scenario/find-scenarios.ts'
import type { WeatherScenario } from '../scenario/scenario.ts'
import { durationMs } from './duration.ts'
import { ExpectedError, exitCodes } from './exit.ts'
import { ExploreTerminal } from './explore-terminal.ts'
import { collect, refuseUnwritable, writeJson } from './flags.ts'
import { repeatLine } from './repeat-line.ts'
import { root } from './root.ts'
import { atLeastOne, wholeNumber } from './whole-number.ts'

interface ExploreFlags {
  seeds: number
  from: number
  for?: number
  threads: number
  keepGoing?: boolean
  shrink: boolean
  fault: string[]
  json?: string
}

const shrinkLimitMs = 120_000

export function exploreCommand(signal: AbortSignal): Command {
  return new Command('explore')
    .description('run a scenario of bad weather with many seeds, in the simulated world')
    .argument('<scenario>', 'a scenario of form weather, as explore/weather')
    .option('--seeds <n>', 'how many seeds to try', atLeastOne, 200)
    .option('--from <n>', 'the first of them', wholeNumber, 1)
    .option('--for <time>', 'begin no further seed after this time, as 60s or 5m', durationMs)
    .option('--threads <n>', 'how many seeds run side by side', atLeastOne, availableParallelism())
    .option('--keep-going', 'try all seeds, also after one that fails')
    .option('--no-shrink', 'do not shrink the first failure')
    .option('--fault <id>', 'plant a fault in every run; may be repeated', collect, [])
    .option('--json <file>', 'write the result as JSON')
    .action((name: string, flags: ExploreFlags) => search(name, flags, signal))
}

async function search(name: string, flags: ExploreFlags, signal: AbortSignal): Promise<void> {
  for (const text of flags.fault) parseFault(text, { root })
  if (flags.json) refuseUnwritable(flags.json)
  const id = resolveScenario(name, root)
  const scenario = await loadScenario(id, root)
  if (scenario.weather === undefined) {
    throw new ExpectedError(
      `Could not explore ${id}: it tells a story and draws nothing from the seed. Run it with glassbox run, or name a scenario of form weather.`,
    )
  }
  const terminal = new ExploreTerminal(process.stdout)
  terminal.title(`${id}: ${scenario.title}`)
  await using threads = new SeedThreads(
    { scenarioId: id, root, planted: flags.fault },
    flags.threads,
    { signal },
  )
  const endMs = flags.for === undefined ? Number.POSITIVE_INFINITY : performance.now() + flags.for
  const found = await explore({
    seeds: seedsFrom(flags.from, flags.seeds),
    run: (job) => threads.run(job),
    threads: flags.threads,
    reaches: reachesOf(scenario),
    keepGoing: flags.keepGoing ?? false,
    over: () => signal.aborted || performance.now() > endMs,
    onResult: (_, soFar) => terminal.progress(soFar, flags.seeds),
  })
  signal.throwIfAborted()
  terminal.result(found)
  const [first] = found.failed
  const shrunk =
    first && flags.shrink ? await shrinkFirst(first, threads, terminal, signal) : undefined
  if (first)
    tellFirst(id, scenario, shrunk ?? { result: first, tried: 0, repeats: true }, flags, terminal)
  if (flags.json) writeJson(flags.json, resultJson(id, found, shrunk))
  process.exitCode = exitCodes[found.verdict]
}

function* seedsFrom(from: number, count: number): Generator<number> {
  for (let seed = from; seed < from + count; seed++) yield seed
}

async function shrinkFirst(
  failed: SeedResult,
  threads: SeedThreads,
  terminal: ExploreTerminal,
  signal: AbortSignal,
): Promise<ShrunkSeed> {
  const endMs = performance.now() + shrinkLimitMs
  const shrunk = await shrinkSeed(failed, {
    root,
    run: (job) => threads.run(job),
    over: () => signal.aborted || performance.now() > endMs,
    onProgress: (faults, tried) => terminal.shrinking(faults, tried),
  })
  signal.throwIfAborted()
  return shrunk
}

function tellFirst(
  id: string,
  scenario: WeatherScenario,
  shrunk: ShrunkSeed,
  { fault }: ExploreFlags,
  terminal: ExploreTerminal,
): void {
  const { result } = shrunk
  const folder = join(root, 'reports', `explore-${id.replaceAll('/', '-')}-${result.seed}`)
  mkdirSync(folder, { recursive: true })
  const story = join(folder, 'story.scenario.ts')
  writeFileSync(story, storyFile(id, scenario, result, root))
  terminal.failure(shrunk, {
    story: relative(process.cwd(), story),
    command: repeatLine({
      id,
      world: 'simulation',
      seed: result.seed,
      faults: [...fault, ...result.faults],
      wish: { calm: true, stormMs: result.stormMs },
    }),
  })
}

function resultJson(id: string, found: SearchResult, shrunk: ShrunkSeed | undefined) {
  return {
    scenario: id,
    world: 'simulation',
    verdict: found.verdict,
    seeds: found.seeds,
    failures: found.failures,
    unknowns: found.unknowns,
    virtualMs: found.virtualMs,
    reached: Object.fromEntries(found.reached),
    failed: found.failed,
    unknown: found.unknown,
    shrunk: shrunk ? { ...shrunk.result, tried: shrunk.tried, repeats: shrunk.repeats } : null,
  }
}
