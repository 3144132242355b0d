import { needed, type WorldFaultKind } from '../world-fault.ts'

export const clockJump: WorldFaultKind = {
  name: 'clockJump',
  layer: 'clock',
  target: 'host',
  docs: {
    title: 'A wall clock jumps',
    meaning:
      'Somebody, or NTP, sets the clock of a host, forward or back; its timers do not notice. It stays so.',
    example: 'clockJump:worker-1?byMs=60000',
    options: { byMs: 'forward by so many milliseconds, back if negative; 60000 if not given' },
  },
  options: {
    byMs: { default: 60_000, min: -3.2e10, max: 3.2e10, unit: 'ms', milder: 'smaller' },
  },
  async plant({ clocks }, { host, values: { byMs = 0 } }, touched) {
    needed(clocks, 'clocks').jump(host, byMs)
    if (byMs !== 0) touched()
    return undefined
  },
}
