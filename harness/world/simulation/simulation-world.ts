/**
 * The simulated world: the same system code in this one process, in virtual time, over an
 * in-memory network, with all chance from the seed. Only the wire, the clock, entropy, the disk
 * and the browser are simulated; what each of them cannot show is said in its own header.
 */
import type { World } from '../world.ts'
import type { CallLog } from './kernel/call-log.ts'

export const simulationWorld: World = simulationWorldWith()

/** The same, telling a log every call by which code meets the simulation. */
export function simulationWorldWith(calls?: CallLog): World {
  return {
    name: 'simulation',
    deterministic: true,
    touchesMachine: false,
    async unavailable() {
      return undefined
    },
    async open(run) {
      // Loaded late: nothing of a simulation belongs into a run in another world.
      const { openSimulation } = await import('./open-simulation.ts')
      return openSimulation(run, calls === undefined ? {} : { calls })
    },
  }
}
