/** Tells what has no story: a storm, the healing of all faults, the catching up, the calm. */
import type { Weather } from '../scenario/weather.ts'
import type { Nemesis } from './nemesis.ts'
import type { Storm } from './storm.ts'

export interface WeatherTools {
  nemesis: Pick<Nemesis, 'inject' | 'schedule' | 'healAll'>
  step(text: string): void
  /** Waits until all that was shown has arrived, within a limit, and asks Master what it holds. */
  settle(limitMs: number): Promise<void>
}

export async function tellWeather(
  { calmMs, catchUpMs, bug }: Weather,
  { faults, entry }: Storm,
  { nemesis, step, settle }: WeatherTools,
): Promise<void> {
  if (bug?.from === 'restart') for (const part of bug.faults) await nemesis.inject(part)
  step(`the storm: ${faults.length} faults in ${entry.stormMs} ms`)
  const over = nemesis.schedule(faults, { drawn: entry.drawn })
  await pass(entry.stormMs)
  await nemesis.healAll()
  await over
  step(`every fault is healed; the system has ${catchUpMs} ms to catch up`)
  await settle(catchUpMs)
  step(`the calm: watching for ${calmMs} ms`)
  await pass(calmMs)
}

/** In the world's own time. On purpose not a condition: a storm lasts as long as it lasts. */
function pass(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}
