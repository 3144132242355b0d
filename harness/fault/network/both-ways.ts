import type { GroundNetwork, LinkShape } from '../ground.ts'
import type { WorldFault } from '../world-fault.ts'

/** Shapes both directions of a link; heals both. */
export function bothWays(
  network: GroundNetwork,
  { host, peer }: WorldFault,
  shape: LinkShape,
  touched: () => void,
): () => void {
  const heals = [
    network.shape(host, peer, shape, touched),
    network.shape(peer, host, shape, touched),
  ]
  return () => {
    for (const heal of heals) heal()
  }
}
