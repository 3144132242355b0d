import { needed, type WorldFaultKind } from '../world-fault.ts'
import { bothWays } from './both-ways.ts'

export const refusedConnections: WorldFaultKind = {
  name: 'refusedConnections',
  layer: 'network',
  target: 'link',
  docs: {
    title: 'New connections between two hosts are refused',
    meaning: 'Who dials gets ECONNREFUSED; connections that stand live on.',
    example: 'refusedConnections:worker-1/master?forMs=5000',
    options: {},
  },
  options: {},
  plant: async ({ network }, fault, touched) =>
    bothWays(needed(network, 'network'), fault, { refuse: true }, touched),
}
