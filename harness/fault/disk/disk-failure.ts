import { needed, type WorldFaultKind } from '../world-fault.ts'

export const diskFailure: WorldFaultKind = {
  name: 'diskFailure',
  layer: 'disk',
  target: 'host',
  docs: {
    title: 'A disk fails',
    meaning: 'Every read and write fails with EIO (SQLite: SQLITE_IOERR).',
    example: 'diskFailure:master?atMs=3000&forMs=5000',
    options: {},
  },
  options: {},
  plant: async ({ disks }, { host }, touched) => needed(disks, 'disks').fail(host, touched),
}
