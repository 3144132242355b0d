import { needed, type WorldFaultKind } from '../world-fault.ts'

export const oneWayCut: WorldFaultKind = {
  name: 'oneWayCut',
  layer: 'network',
  target: 'way',
  docs: {
    title: 'One direction between two hosts is cut',
    meaning:
      'What the first host sends to the second vanishes; the other direction works. No new connection comes about either, since it takes both.',
    example: 'oneWayCut:master>worker-1?forMs=5000',
    options: {},
  },
  options: {},
  plant: async ({ network }, { host, peer }, touched) =>
    needed(network, 'network').shape(host, peer, { cut: true }, touched),
}
