import { needed, type WorldFaultKind } from '../world-fault.ts'

export const powerLoss: WorldFaultKind = {
  name: 'powerLoss',
  layer: 'disk',
  target: 'host',
  kills: true,
  docs: {
    title: 'A host loses power',
    meaning:
      'Its process ends at once, and what it wrote and did not sync is gone from its disk. It starts again.',
    example: 'powerLoss:master?atMs=3000',
    options: {},
  },
  options: {},
  async plant({ disks }, { host }, touched) {
    await needed(disks, 'disks').losePower(host)
    touched()
    return undefined
  },
}
