import type { WeatherScenario } from '../../scenario/scenario.ts'

/** What a search of this scenario must reach: what it names, and each fault that it may draw. */
export function reachesOf({ weather: { reaches, gusts } }: WeatherScenario): string[] {
  const faults = gusts.map(({ fault }) => `fault ${fault}`)
  return [...new Set([...reaches.map(({ name }) => name), ...faults])]
}
