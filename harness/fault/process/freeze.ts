import { needed, type WorldFaultKind } from '../world-fault.ts'

export const freeze: WorldFaultKind = {
  name: 'freeze',
  layer: 'process',
  target: 'host',
  docs: {
    title: 'A process stands still',
    meaning:
      'SIGSTOP, then SIGCONT: time goes on without it, its connections stay open, what comes in waits. Where no process lives, nothing happens.',
    example: 'freeze:worker-1?atMs=3000&forMs=5000',
    options: {},
  },
  options: {},
  plant: ({ processes }, { host }, touched) => needed(processes, 'processes').freeze(host, touched),
}
