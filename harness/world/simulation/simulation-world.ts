/**
 * The simulated world: the same system code in this one process, in virtual time, over an
 * in-memory network, with all chance from the seed. Only the wire, the clock, entropy, the disk
 * and the browser are simulated; what each of them cannot show is said in its own header.
 */
import type { World } from '../world.ts'

export const simulationWorld: World = {
  name: 'simulation',
  deterministic: true,
  touchesMachine: false,
  async unavailable() {
    return undefined
  },
  async open(run) {
    // Loaded late: nothing of a simulation belongs into a run in another world.
    const { openSimulation } = await import('./open-simulation.ts')
    return openSimulation(run)
  },
}
