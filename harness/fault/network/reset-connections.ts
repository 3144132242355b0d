import { needed, type WorldFaultKind } from '../world-fault.ts'

export const resetConnections: WorldFaultKind = {
  name: 'resetConnections',
  layer: 'network',
  target: 'link',
  docs: {
    title: 'All connections between two hosts are reset',
    meaning:
      'Both ends of each connection that stands learn of it at once (ECONNRESET); what was under way is lost. New ones come about as ever.',
    example: 'resetConnections:worker-1/master?atMs=3000',
    options: {},
  },
  options: {},
  async plant({ network }, { host, peer }, touched) {
    if (needed(network, 'network').reset(host, peer) > 0) touched()
    return undefined
  },
}
