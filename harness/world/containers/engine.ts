/** Questions to the Docker engine that cost nothing: testcontainers is not loaded for them. */
import type { ContainerRuntimeClient } from 'testcontainers'
import { engineGet } from '../../../setup/docker-engine.mjs'

export { dockerEngine } from '../../../setup/docker-engine.mjs'

/** The engine's API as dockerode offers it. */
export type Dockerode = ContainerRuntimeClient['container']['dockerode']

/** Whether the engine has an image. Rejects where no engine answers. */
export async function hasImage(name: string): Promise<boolean> {
  const answer = await engineGet(`/images/${name}/json`)
  return answer.status === 200
}
