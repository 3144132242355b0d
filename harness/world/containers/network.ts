/**
 * A network for one run's containers. It is internal: they reach each other and the harness, at
 * the network's gateway, and nothing else, so no page can reach the live network by mistake.
 */
import { runLabel } from '../reaper.ts'
import { WorldError } from '../world.ts'
import { dockerode } from './client.ts'

export interface RunNetwork {
  name: string
  /** This machine's address in the network. */
  gateway: string
}

export async function openNetwork(runId: string): Promise<RunNetwork> {
  const engine = await dockerode()
  const name = `glassbox-${runId}`
  const network = await engine.createNetwork({
    Name: name,
    Internal: true,
    Labels: { [runLabel]: runId },
  })
  const { IPAM } = await network.inspect()
  const gateway = IPAM?.Config?.[0]?.Gateway
  if (!gateway) {
    throw new WorldError(
      `Could not find this machine's address in the network ${name}: the engine names no gateway. World containers needs a Docker engine on this machine; use --world processes.`,
    )
  }
  return { name, gateway }
}
