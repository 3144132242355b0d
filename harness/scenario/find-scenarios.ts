/** Finds scenario files by the names people use: `sync/healthy`, or `healthy` alone if it is clear. */
import { readdirSync } from 'node:fs'
import { join, sep } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Scenario } from './scenario.ts'

const ending = '.scenario.ts'

export class ScenarioError extends Error {
  override name = 'ScenarioError'
}

/** Ids of all scenarios, sorted: paths below `scenarios/`, without the ending. */
export function scenarioIds(root: string): string[] {
  const folder = join(root, 'scenarios')
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length).split(sep).join('/'))
    .sort()
}

/** @throws ScenarioError naming what exists, if the name fits no scenario or several. */
export function resolveScenario(name: string, root: string): string {
  const ids = scenarioIds(root)
  const wanted = name.replace(/^\.?\/?scenarios\//, '').replace(/\.scenario\.ts$/, '')
  if (ids.includes(wanted)) return wanted
  const matches = ids.filter((id) => id.split('/').at(-1) === wanted)
  if (matches.length === 1 && matches[0]) return matches[0]
  const known = ids.join(', ')
  throw new ScenarioError(
    matches.length === 0
      ? `Could not find a scenario named ${name}. Known are: ${known}.`
      : `Could not choose among ${matches.join(' and ')}, which are all named ${name}. Give the whole name.`,
  )
}

export async function loadScenario(id: string, root: string): Promise<Scenario> {
  const file = join(root, 'scenarios', `${id}${ending}`)
  const module: unknown = await import(pathToFileURL(file).href)
  const value =
    typeof module === 'object' && module !== null && 'default' in module
      ? module.default
      : undefined
  if (!isScenario(value)) {
    throw new ScenarioError(
      `Could not run scenarios/${id}${ending}: its default export is not a scenario. End it with export default scenario('…', {…}) or weather('…', {…}).`,
    )
  }
  return value
}

function isScenario(value: unknown): value is Scenario {
  return (
    typeof value === 'object' &&
    value !== null &&
    'title' in value &&
    ('story' in value || 'weather' in value)
  )
}
