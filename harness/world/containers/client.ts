import { getContainerRuntimeClient } from 'testcontainers'
import { getReaperImage } from 'testcontainers/build/reaper/reaper.js'
import { type Dockerode, hasImage } from './engine.ts'

/** The engine that testcontainers uses. Rejects where none answers. */
export async function dockerode(): Promise<Dockerode> {
  const client = await getContainerRuntimeClient()
  return client.container.dockerode
}

/** The image of testcontainers' reaper, which ends what a killed process left running. */
export const reaperImage = getReaperImage()

/**
 * Decides whether testcontainers may use its reaper, which needs an image of its own: without
 * it, testcontainers would try to pull one and fail where no registry can be reached. Call it
 * before anything is started. A run removes what it started itself in either case.
 */
export async function prepareTestcontainers(): Promise<{ reaper: boolean }> {
  if (process.env.TESTCONTAINERS_RYUK_DISABLED === undefined) {
    const present = await hasImage(reaperImage)
    process.env.TESTCONTAINERS_RYUK_DISABLED = present ? 'false' : 'true'
  }
  return { reaper: process.env.TESTCONTAINERS_RYUK_DISABLED !== 'true' }
}
