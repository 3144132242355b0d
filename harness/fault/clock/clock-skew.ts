import { needed, type WorldFaultKind } from '../world-fault.ts'

export const clockSkew: WorldFaultKind = {
  name: 'clockSkew',
  layer: 'clock',
  target: 'host',
  docs: {
    title: 'A wall clock is wrong for a while',
    meaning: 'It jumps, and jumps back when the fault is healed; timers do not notice.',
    example: 'clockSkew:worker-1?byMs=-60000&forMs=5000',
    options: { byMs: 'ahead by so many milliseconds, behind if negative; 60000 if not given' },
  },
  options: {
    byMs: { default: 60_000, min: -3.2e10, max: 3.2e10, unit: 'ms', milder: 'smaller' },
  },
  plant: async ({ clocks }, { host, values: { byMs = 0 } }, touched) =>
    needed(clocks, 'clocks').skew(host, byMs, touched),
}
