import type { ReportModel } from '../../model.ts'

/** From milliseconds of the run to a share of the width. */
export interface Scale {
  totalMs: number
  /** A CSS percentage, 0 to 100, clamped to the axis. */
  at: (ms: number) => string
  /** The width of a stretch of time, clamped likewise. */
  span: (startMs: number, endMs: number) => string
}

/** An axis that holds the whole run, also what ended after its last act. */
export function scaleOf(model: ReportModel): Scale {
  const ends = model.lanes.flatMap((lane) => lane.lives.map((life) => life.endMs))
  const totalMs = [...model.acts.map((act) => act.endMs), ...ends].reduce(
    (most, ms) => Math.max(most, ms),
    Math.max(1, model.durationMs),
  )
  const share = (ms: number) => Math.min(1, Math.max(0, ms / totalMs)) * 100
  return {
    totalMs,
    at: (ms) => `${share(ms)}%`,
    span: (startMs, endMs) => `${Math.max(0, share(endMs) - share(startMs))}%`,
  }
}

/** About `wanted` round moments on an axis, from 0 on. */
export function ticks(totalMs: number, wanted: number): number[] {
  const rough = totalMs / wanted
  const power = 10 ** Math.floor(Math.log10(rough))
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough) ?? rough
  return Array.from({ length: Math.floor(totalMs / step) + 1 }, (_, index) => index * step)
}

/** Of many moments those that can be told apart on the axis, each with how many it stands for. */
export function distinct(moments: number[], totalMs: number): { atMs: number; times: number }[] {
  const cells = new Map<number, { atMs: number; times: number }>()
  for (const atMs of moments) {
    const cell = Math.round((atMs / totalMs) * 250)
    const known = cells.get(cell)
    if (known) known.times += 1
    else cells.set(cell, { atMs, times: 1 })
  }
  return [...cells.values()]
}
