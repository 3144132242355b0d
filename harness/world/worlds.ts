/** The worlds there are, and the choice among them. */
import { containersWorld } from './containers/containers-world.ts'
import { processesWorld } from './processes/processes-world.ts'
import { simulationWorld } from './simulation/simulation-world.ts'
import { type World, WorldError } from './world.ts'

export const worlds: readonly World[] = [containersWorld, processesWorld, simulationWorld]

/**
 * The world of that name; without a name the first that can be used here: containers where a
 * Docker engine answers, else processes.
 * @throws WorldError if there is no such world, or it cannot be used here.
 */
export async function chooseWorld(name: string | undefined): Promise<World> {
  if (name === undefined) {
    for (const world of worlds) if ((await world.unavailable()) === undefined) return world
    throw new WorldError('Could not find any world that can be used here.')
  }
  const world = worlds.find((w) => w.name === name)
  if (world === undefined) {
    throw new WorldError(
      `Could not run in world ${name}: there is none of that name. Known are ${worlds.map((w) => w.name).join(', ')}.`,
    )
  }
  const why = await world.unavailable()
  if (why !== undefined) throw new WorldError(`Could not run in world ${name}: ${why}`)
  return world
}
