/** Removes the containers and networks of a run, by its label. */
import { getContainerRuntimeClient } from 'testcontainers'
import { runLabel } from '../reaper.ts'

export async function removeContainersOf(runId: string): Promise<void> {
  const { dockerode } = (await getContainerRuntimeClient()).container
  const filters = { label: [`${runLabel}=${runId}`] }
  const containers = await dockerode.listContainers({ all: true, filters })
  await Promise.all(
    containers.map(({ Id }) => dockerode.getContainer(Id).remove({ force: true, v: true })),
  )
  const networks = await dockerode.listNetworks({ filters })
  await Promise.all(networks.map(({ Id }) => dockerode.getNetwork(Id).remove()))
}
