import { needed, type WorldFaultKind } from '../world-fault.ts'
import { bothWays } from './both-ways.ts'

export const partition: WorldFaultKind = {
  name: 'partition',
  layer: 'network',
  target: 'link',
  docs: {
    title: 'Two hosts cannot reach each other',
    meaning:
      'Whatever one sends to the other vanishes, both ways, new connections too; neither is told. After the heal TCP delivers what it still holds.',
    example: 'partition:worker-1/master?atMs=1000&forMs=5000',
    options: {},
  },
  options: {},
  plant: async ({ network }, fault, touched) =>
    bothWays(needed(network, 'network'), fault, { cut: true }, touched),
}
