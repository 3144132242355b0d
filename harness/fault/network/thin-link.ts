import { needed, type WorldFaultKind } from '../world-fault.ts'
import { bothWays } from './both-ways.ts'

export const thinLink: WorldFaultKind = {
  name: 'thinLink',
  layer: 'network',
  target: 'link',
  docs: {
    title: 'A link has little bandwidth',
    meaning: 'All connections between two hosts share so many bytes a second, each direction.',
    example: 'thinLink:worker-1/master?bytesPerSecond=20000',
    options: { bytesPerSecond: 'what goes through in a second; 20000 if not given' },
  },
  options: {
    bytesPerSecond: { default: 20_000, min: 100, max: 1e9, unit: 'bytes/s', milder: 'larger' },
  },
  plant: async ({ network }, fault, touched) => {
    const { bytesPerSecond = 1e9 } = fault.values
    return bothWays(needed(network, 'network'), fault, { bytesPerSecond }, touched)
  },
}
