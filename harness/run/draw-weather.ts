/** From a seed to the faults of a storm. Pure: the same seed gives the same faults. */
import { worldFault, worldFaults } from '../fault/faults.ts'
import type { WorldFault, WorldFaultKind } from '../fault/world-fault.ts'
import type { Gust, Range, Weather } from '../scenario/weather.ts'
import { Prng } from '../world/simulation/kernel/prng.ts'

const minuteMs = 60_000

/** In the order in which they come; none outlasts the storm. */
export function drawWeather(
  { gusts, stormMs }: Pick<Weather, 'gusts' | 'stormMs'>,
  workers: readonly string[],
  seed: number,
): WorldFault[] {
  const drawn = gusts.flatMap((gust, index) => {
    const chance = new Prng(seed, 'weather', index, gust.fault)
    return moments(gust.perMinute, stormMs, chance).map((atMs) => ({
      atMs,
      fault: drawFault(gust, atMs, stormMs, workers, chance),
    }))
  })
  return drawn.sort((a, b) => a.atMs - b.atMs).map(({ fault }) => fault)
}

/** A Poisson process: the pauses between its moments are exponentially distributed. */
function moments(perMinute: number, stormMs: number, chance: Prng): number[] {
  const found: number[] = []
  let atMs = 0
  for (;;) {
    atMs += (-Math.log(1 - chance.float()) * minuteMs) / perMinute
    if (!(atMs < stormMs)) return found
    found.push(Math.floor(atMs))
  }
}

function drawFault(
  gust: Gust,
  atMs: number,
  stormMs: number,
  workers: readonly string[],
  chance: Prng,
): WorldFault {
  const kind = worldFaults.find(({ name }) => name === gust.fault)
  if (kind === undefined) {
    throw new Error(
      `There is no fault ${gust.fault} of the world; known are ${worldFaults.map((k) => k.name).join(', ')}.`,
    )
  }
  const target = drawTarget(kind, gust, workers, chance)
  const options = Object.entries(gust.options ?? {}).map(([name, range]): [string, string] => [
    name,
    String(between(range, chance)),
  ])
  const lasting = gust.forMs && Math.min(between(gust.forMs, chance), stormMs - atMs)
  return worldFault(kind, target, {
    ...Object.fromEntries(options),
    atMs: String(atMs),
    ...(lasting === undefined ? {} : { forMs: String(lasting) }),
  })
}

function drawTarget(
  { target, answers: all = [] }: WorldFaultKind,
  { strikes, answers = all }: Gust,
  workers: readonly string[],
  chance: Prng,
): string {
  if (target === 'answers') return answers[chance.below(answers.length)] ?? 'all'
  const worker = workers[chance.below(workers.length)] ?? 'worker-1'
  if (target === 'link') return `${worker}/master`
  if (target === 'way') return chance.below(2) === 0 ? `${worker}>master` : `master>${worker}`
  if (strikes === 'master') return 'master'
  if (strikes === 'workers') return worker
  return chance.below(workers.length + 1) === 0 ? 'master' : worker
}

function between([from, to]: Range, chance: Prng): number {
  return from + chance.below(to - from + 1)
}
