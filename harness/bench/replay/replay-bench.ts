import { loadRecording } from '../../replay/recording.ts'
import { truthOf } from '../../replay/truth.ts'
import type { Bench } from '../bench.ts'
import { row } from '../row.ts'
import { visitReplayed, visitStatic } from './chromium-alone.ts'
import { measureSystem } from './whole-system.ts'

const name = 'creator-basic'
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
    const floor: number[] = []
    const proxied: number[] = []
    const system: number[] = []
    const tails: number[] = []
    for (let turn = 1; turn <= turns; turn++) {
      options.progress(`turn ${turn} of ${turns}: Chromium alone, from a static server`)
      floor.push(await visitStatic(recording))
      options.progress(`turn ${turn} of ${turns}: Chromium alone, through the replay proxy`)
      proxied.push(await visitReplayed(recording, truth))
      options.progress(`turn ${turn} of ${turns}: the whole system`)
      const { ms, tailMs } = await measureSystem(recording, items, options)
      system.push(ms)
      tails.push(tailMs)
      options.progress(
        `  ${seconds(floor)} s alone, ${seconds(proxied)} s through the proxy, ${seconds(system)} s into the store`,
      )
    }
    const base = { floor: median(floor) / 1000, goal, better: 'smaller' } as const
    return [
      row({
        ...base,
        name: `replay of ${name} into the store, s`,
        ours: median(system) / 1000,
        note: `Rounds of the crawl, then ${Math.round(median(tails))} ms until the last item is stored; starting and leaving, and the pauses between rounds, are not in it.`,
      }),
      row({
        ...base,
        name: `pages of ${name} through the replay proxy, s`,
        ours: median(proxied) / 1000,
      }),
    ]
  },
}

function median(all: readonly number[]): number {
  const sorted = all.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

function seconds(all: readonly number[]): string {
  return ((all.at(-1) ?? 0) / 1000).toFixed(2)
}
