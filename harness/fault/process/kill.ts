import { needed, type WorldFaultKind } from '../world-fault.ts'

export const kill: WorldFaultKind = {
  name: 'kill',
  layer: 'process',
  target: 'host',
  kills: true,
  docs: {
    title: 'A process is killed',
    meaning:
      'SIGKILL, in the middle of whatever it does; what looks after it starts it again. Where none lives, nothing happens.',
    example: 'kill:worker-1?atMs=3000',
    options: {},
  },
  options: {},
  async plant({ processes }, { host }, touched) {
    if (await needed(processes, 'processes').kill(host)) touched()
    return undefined
  },
}
