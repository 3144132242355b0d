/** The one line that repeats a run. */
import type { StormWish } from '../run/storm.ts'

export interface Repeatable {
  id: string
  world: string
  seed: number
  faults: readonly string[]
  wish?: StormWish | undefined
}

export function repeatLine({ id, world, seed, faults, wish = {} }: Repeatable): string {
  return [
    `npx glassbox run ${id} --world ${world} --seed ${seed}`,
    ...(wish.calm ? ['--calm'] : []),
    ...(wish.stormMs === undefined ? [] : [`--storm ${wish.stormMs}ms`]),
    ...faults.map((fault) => `--fault '${fault}'`),
  ].join(' ')
}
