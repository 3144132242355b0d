import { loadRecording } from '../../replay/recording.ts'
import { truthOf } from '../../replay/truth.ts'
import type { Bench } from '../bench.ts'
import { type BenchRow, row } from '../row.ts'
import { visitReplayed, visitStatic } from './chromium-alone.ts'
import { visitByMouse, visitByScript } from './visit.ts'
import { measureSystem } from './whole-system.ts'

const name = 'creator-busy'
const goal = 1.3
/** Ours and the floor in turns, each with a fresh profile; of each the median counts. */
const turns = 3

/** What a replay costs beside Chromium alone with a local static server. */
export const replayBench: Bench = {
  name: 'replay',
  description:
    'a recording replayed into Master’s store, beside Chromium alone that loads the same pages from a local static server',
  async run(options) {
    const recording = await loadRecording(name)
    const truth = truthOf(recording)
    const items = new Set(truth.items.keys())
    const times: Times = { system: [], byMouse: [], proxied: [], byScript: [] }
    const tails: number[] = []
    for (let turn = 1; turn <= turns; turn++) {
      options.progress(`turn ${turn} of ${turns}: Chromium alone`)
      times.byMouse.push(await visitStatic(recording, visitByMouse))
      times.byScript.push(await visitStatic(recording, visitByScript))
      times.proxied.push(await visitReplayed(recording, truth, visitByScript))
      options.progress(`turn ${turn} of ${turns}: the whole system`)
      const { ms, tailMs } = await measureSystem(recording, items, options)
      times.system.push(ms)
      tails.push(tailMs)
      options.progress(`  ${lastOf(times)}`)
    }
    return rowsOf(times, median(tails))
  },
}

interface Times {
  /** Milliseconds of each turn: the whole system, into the store. */
  readonly system: number[]
  /** Chromium alone from the static server, driven as the worker drives it. */
  readonly byMouse: number[]
  /** Chromium alone through the replay proxy, driven from inside the pages. */
  readonly proxied: number[]
  /** The same from the static server. */
  readonly byScript: number[]
}

function rowsOf(times: Times, tailMs: number): BenchRow[] {
  const [system, byMouse, proxied, byScript] = [
    times.system,
    times.byMouse,
    times.proxied,
    times.byScript,
  ].map((all) => median(all) / 1000)
  const common = { goal, better: 'smaller' } as const
  return [
    row({
      ...common,
      name: `replay of ${name} into the store, s`,
      ours: system ?? 0,
      floor: byMouse ?? 0,
      note: `All rounds of the crawl, then ${Math.round(tailMs)} ms until the last item is stored; not starting and leaving, nor the pauses between rounds. The floor is driven with the same clicks of a mouse; driven from inside the pages it is ${byScript?.toFixed(2)} s.`,
    }),
    row({
      ...common,
      name: `pages of ${name} through the replay proxy, s`,
      ours: proxied ?? 0,
      floor: byScript ?? 0,
      note: 'Chromium alone on both sides, driven from inside the pages.',
    }),
  ]
}

function lastOf(times: Times): string {
  return Object.entries(times)
    .map(([what, all]) => `${what} ${((all.at(-1) ?? 0) / 1000).toFixed(2)} s`)
    .join(', ')
}

function median(all: readonly number[]): number {
  const sorted = all.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
