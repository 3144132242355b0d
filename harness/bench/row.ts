/** One figure of ours beside the bound that we measure it against. */
export interface BenchRow {
  /** What was measured, its unit last. */
  name: string
  ours: number
  floor: number
  /** How many times worse ours is than the floor; 1 is as good as it gets. */
  ratio: number
  /** The largest ratio that is allowed. */
  goal: number
  holds: boolean
  /** What a reader must know besides, in a sentence. */
  note?: string
}

export interface Figures {
  name: string
  ours: number
  floor: number
  goal: number
  /** Which of two figures is the better one; a time is better smaller, a speed larger. */
  better: 'smaller' | 'larger'
  note?: string
}

/** @throws Error if a figure is not positive: then nothing was measured. */
export function row({ name, ours, floor, goal, better, note }: Figures): BenchRow {
  if (!(ours > 0 && floor > 0)) {
    throw new Error(`Could not compare ${name}: ours is ${ours} and the floor ${floor}.`)
  }
  const ratio = better === 'smaller' ? ours / floor : floor / ours
  return {
    name,
    ours,
    floor,
    ratio,
    goal,
    holds: ratio <= goal,
    ...(note === undefined ? {} : { note }),
  }
}
