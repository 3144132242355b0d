import { loadRecording, type Recording } from '../../replay/recording.ts'
import { isReadByWorker, type Truth, truthOf } from '../../replay/truth.ts'
import type { Bench, BenchOptions } from '../bench.ts'
import { type BenchRow, row } from '../row.ts'
import { visitReplayed, visitStatic } from './chromium-alone.ts'
import { measureSystem } from './whole-system.ts'

const name = 'creator-busy'
/** In the first one all is new, so that there is the most to read, to send and to store. */
const episodes = 1
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
    const times: Times = { system: [], tail: [], alone: [], proxied: [] }
    for (let turn = 1; turn <= turns; turn++) {
      options.progress(`turn ${turn} of ${turns}`)
      await measureTurn(recording, truth, times, options)
    }
    return rowsOf(times)
  },
}

/** Milliseconds of each turn. */
interface Times {
  /** The whole system, into the store. */
  readonly system: number[]
  /** Of that, what came after the last page was visited. */
  readonly tail: number[]
  /** Chromium alone from the static server. */
  readonly alone: number[]
  /** Chromium alone through the replay proxy. */
  readonly proxied: number[]
}

async function measureTurn(
  recording: Recording,
  truth: Truth,
  { system, tail, alone, proxied }: Times,
  options: BenchOptions,
): Promise<void> {
  const due = [...truth.items.values()].filter(({ firstEpisode }) => firstEpisode <= episodes)
  const items = new Set(due.map(({ ref }) => ref).filter(isReadByWorker))
  const tell = (what: string, ms: number) =>
    options.progress(`  ${what}: ${(ms / 1000).toFixed(2)} s`)
  const aloneMs = await visitStatic(recording, episodes)
  alone.push(aloneMs)
  tell('Chromium alone, from the static server', aloneMs)
  const { ms, tailMs } = await measureSystem(recording, episodes, items, options)
  system.push(ms)
  tail.push(tailMs)
  tell('the whole system', ms)
  const proxiedMs = await visitReplayed(recording, truth, episodes)
  proxied.push(proxiedMs)
  tell('Chromium alone, through the replay proxy', proxiedMs)
}

function rowsOf({ system, tail, alone, proxied }: Times): BenchRow[] {
  const common = { goal, better: 'smaller', floor: median(alone) / 1000 } as const
  const about = `The first of its five episodes, in which all is new; medians of ${turns} turns.`
  return [
    row({
      ...common,
      name: `replay of ${name} into the store, s`,
      ours: median(system) / 1000,
      note: `${about} The round of the crawl, then ${Math.round(median(tail))} ms until the last item is stored; not starting and leaving. The floor is Chromium alone, driven by one script inside each page.`,
    }),
    row({
      ...common,
      name: `pages of ${name} through the replay proxy, s`,
      ours: median(proxied) / 1000,
      note: `${about} Chromium alone on both sides.`,
    }),
  ]
}

function median(all: readonly number[]): number {
  const sorted = all.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}
