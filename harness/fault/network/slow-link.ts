import { needed, type WorldFaultKind } from '../world-fault.ts'
import { bothWays } from './both-ways.ts'

export const slowLink: WorldFaultKind = {
  name: 'slowLink',
  layer: 'network',
  target: 'link',
  docs: {
    title: 'A link is slow',
    meaning: 'Everything between two hosts takes longer, each direction; it stays in order.',
    example: 'slowLink:worker-1/master?latencyMs=300&jitterMs=200',
    options: {
      latencyMs: 'so many milliseconds more each way; 300 if not given',
      jitterMs: 'and up to so many more, drawn for every write; 0 if not given',
    },
  },
  options: {
    latencyMs: { default: 300, min: 0, max: 60_000, unit: 'ms', milder: 'smaller' },
    jitterMs: { default: 0, min: 0, max: 60_000, unit: 'ms', milder: 'smaller' },
  },
  plant: async ({ network }, fault, touched) => {
    const { latencyMs = 0, jitterMs = 0 } = fault.values
    return bothWays(needed(network, 'network'), fault, { latencyMs, jitterMs }, touched)
  },
}
