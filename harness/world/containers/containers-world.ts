/**
 * The world of containers: Master and each worker in one of its own, from the one image, on a
 * network that leads nowhere but to the harness. Workers are remote ones: Master restarts them
 * over their connection, and the engine starts a container again whose process has ended.
 */
import type { World } from '../world.ts'
import { dockerEngine } from './engine.ts'

export const containersWorld: World = {
  name: 'containers',
  deterministic: false,
  touchesMachine: true,
  async unavailable() {
    const engine = await dockerEngine()
    return engine.available
      ? undefined
      : `No Docker engine answers (${engine.why}). Start one, or use --world processes.`
  },
  async open(run) {
    // testcontainers takes half a second to load, which only this world should cost.
    const { openContainers } = await import('./open-containers.ts')
    return openContainers(run)
  },
}
