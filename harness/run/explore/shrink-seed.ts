/** Shrinks what a seed's storm made fail, by running it again and again with less. */

import { worldFault, worldFaults } from '../../fault/faults.ts'
import { parseFault } from '../../fault/parse-fault.ts'
import { isWorldFault } from '../../fault/world-fault.ts'
import type { SeedJob } from './seed-job.ts'
import { failsSo, failureOf, type SeedResult } from './seed-result.ts'
import { type ShrinkableFault, type ShrinkCase, shrink } from './shrink.ts'

export interface ShrinkSeedOptions {
  root: string
  run(job: SeedJob): Promise<SeedResult>
  over(): boolean
  onProgress?(faults: number, tried: number): void
}

export interface ShrunkSeed {
  /** The run with what remains. */
  result: SeedResult
  /** How many runs it took. */
  tried: number
  /** False where the same faults, given by hand, did not make it fail: then nothing was shrunk. */
  repeats: boolean
}

export async function shrinkSeed(
  failed: SeedResult,
  { root, run, over, onProgress }: ShrinkSeedOptions,
): Promise<ShrunkSeed> {
  const failure = failureOf(failed)
  if (failure === undefined) return { result: failed, tried: 0, repeats: true }
  const { seed } = failed
  const again = ({ faults, stormMs }: ShrinkCase) =>
    run({ seed, stormMs, faults: faults.map(idOf) })
  const start: ShrinkCase = {
    faults: failed.faults.map((id) => shrinkable(id, root)),
    stormMs: failed.stormMs,
  }
  let result = await again(start)
  if (!failsSo(result, failure)) return { result: failed, tried: 1, repeats: false }
  const shrunk = await shrink(start, {
    over,
    async fails(candidate) {
      const one = await again(candidate)
      if (!failsSo(one, failure)) return false
      result = one
      return true
    },
    onProgress: (best, tried) => onProgress?.(best.faults.length, tried),
  })
  return { result, tried: shrunk.tried + 1, repeats: true }
}

function shrinkable(id: string, root: string): ShrinkableFault {
  const fault = parseFault(id, { root })
  const { name, target, options } = fault
  const { atMs, forMs, ...own } = options
  const kind = worldFaults.find((k) => k.name === name)
  const isText = (option: string) => Object.hasOwn(kind?.texts ?? {}, option)
  const given = Object.entries(own)
  return {
    key: `${name}:${target}`,
    atMs: Number(atMs ?? 0),
    ...(forMs === undefined ? {} : { forMs: Number(forMs) }),
    fixed: {
      texts: Object.fromEntries(given.filter(([option]) => isText(option))),
      accounts: isWorldFault(fault) ? fault.accounts : [],
    },
    options: Object.fromEntries(
      given
        .filter(([option]) => !isText(option))
        .map(([option, text]) => {
          const value = Number(text)
          const range = kind?.options[option]
          return [option, [value, range === undefined ? value : mildestOf(range, value)]]
        }),
    ),
  }
}

/** Of what may be negative, as a clock's jump, the mildest is nothing. */
function mildestOf(
  { min, max, milder }: { min: number; max: number; milder: 'smaller' | 'larger' },
  given: number,
): number {
  if (milder === 'larger') return max
  return min < 0 ? Math.sign(given) : min
}

function idOf({ key, atMs, forMs, fixed, options }: ShrinkableFault): string {
  const [name = '', target = ''] = key.split(/:(.*)/s)
  const kind = worldFaults.find((k) => k.name === name)
  if (kind === undefined) throw new Error(`There is no fault ${name} of the world.`)
  const own = Object.entries(options).map(([option, [value]]): [string, string] => [
    option,
    String(value),
  ])
  const all = {
    ...Object.fromEntries(own),
    ...fixed?.texts,
    atMs: String(atMs),
    ...(forMs === undefined ? {} : { forMs: String(forMs) }),
  }
  return worldFault(kind, target, all, fixed?.accounts).id
}
