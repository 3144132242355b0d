/** What is to happen in a run of form weather: its faults, its length, what is expected of it. */
import { FaultError } from '../fault/fault.ts'
import { parseFault } from '../fault/parse-fault.ts'
import { isWorldFault, type WorldFault } from '../fault/world-fault.ts'
import type { RunEntry } from '../journal/entry.ts'
import type { WeatherScenario } from '../scenario/scenario.ts'
import { drawWeather } from './draw-weather.ts'

export interface Storm {
  faults: readonly WorldFault[]
  /** As the journal's run entry has it. */
  entry: NonNullable<RunEntry['storm']>
}

/** What a caller wants of the weather; by default it is drawn from the seed. */
export interface StormWish {
  /** No fault is drawn; only those given to the run strike. */
  calm?: boolean
  /** Instead of the scenario's own. */
  stormMs?: number
  /** The scenario's pinned failure is played, and expected. */
  pinned?: boolean
}

const nothing = { fail: [], suspects: [] }

export function stormOf(
  { weather, topology }: WeatherScenario,
  seed: number,
  { calm = false, stormMs = weather.stormMs, pinned = false }: StormWish,
  root: string,
): Storm {
  if (pinned && weather.pinned !== undefined) {
    const { faults, stormMs, fail, suspects = [] } = weather.pinned
    return {
      faults: faults.map((id) => ofTheWorld(id, root)),
      entry: {
        drawn: false,
        stormMs,
        pinned: true,
        expect: { fail: [...fail], suspects: [...suspects] },
      },
    }
  }
  const workers = Array.from({ length: topology.workers }, (_, i) => `worker-${i + 1}`)
  return {
    faults: calm ? [] : drawWeather({ ...weather, stormMs }, workers, seed),
    entry: { drawn: !calm, stormMs, pinned: false, expect: nothing },
  }
}

function ofTheWorld(id: string, root: string): WorldFault {
  const fault = parseFault(id, { root })
  if (isWorldFault(fault)) return fault
  throw new FaultError(
    `Could not pin ${id}: it is no fault of the world. Make it part of the scenario's bug.`,
  )
}
