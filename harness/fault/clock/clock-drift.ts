import { needed, type WorldFaultKind } from '../world-fault.ts'

export const clockDrift: WorldFaultKind = {
  name: 'clockDrift',
  layer: 'clock',
  target: 'host',
  docs: {
    title: 'The clocks of a host run too fast or too slow',
    meaning:
      'Its wall clock, its steady clock and its timers. What they gained or lost remains after the heal.',
    example: 'clockDrift:worker-1?ppm=500',
    options: {
      ppm: 'too fast by so many parts per million, too slow if negative; 500 if not given',
    },
  },
  options: {
    ppm: { default: 500, min: -100_000, max: 100_000, unit: 'ppm', milder: 'smaller' },
  },
  plant: async ({ clocks }, { host, values: { ppm = 0 } }, touched) =>
    needed(clocks, 'clocks').drift(host, ppm, touched),
}
