import { disturbancesOf } from '../trace/disturbances.ts'
import type { Question } from './finding.ts'

/**
 * What was shown by then must have arrived by the window's end: all at the very end, else what was
 * shown early enough, and before a fault came that still keeps it from arriving.
 */
export function dueMs({ record, window, final, graceMs }: Question): number {
  if (final) return window.toMs
  const inForce = disturbancesOf(record).filter(
    (one) => !one.name.startsWith('clock') && one.fromMs < window.toMs && one.toMs >= window.toMs,
  )
  return inForce.reduce((ms, one) => Math.min(ms, one.fromMs), window.toMs) - graceMs
}
