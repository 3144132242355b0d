import { needed, type WorldFaultKind } from '../world-fault.ts'

export const diskFull: WorldFaultKind = {
  name: 'diskFull',
  layer: 'disk',
  target: 'host',
  docs: {
    title: 'A disk is full',
    meaning: 'Every write fails with ENOSPC (SQLite: SQLITE_FULL); what is there can be read.',
    example: 'diskFull:master?atMs=3000&forMs=5000',
    options: {},
  },
  options: {},
  plant: async ({ disks }, { host }, touched) => needed(disks, 'disks').fill(host, touched),
}
