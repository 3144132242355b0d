/** The acts of a run as its journal tells them, and the stretches between and after them. */
import type { RunRecord } from '../trace/run-record.ts'
import type { Window } from '../trace/window.ts'

export interface Act {
  name: string
  window: Window
  /** What was shown from then on may still be under way at the act's end. */
  toldMs: number
  expect: { fail: readonly string[]; suspects: readonly string[] }
}

const pass = { fail: [], suspects: [] }

/** A run whose story has no acts is one act that must pass. */
export function actsOf(record: RunRecord): Act[] {
  const entries = record.entries('act')
  const acts: Act[] = []
  for (const [index, begin] of entries.entries()) {
    if (begin.phase !== 'begin') continue
    const end = entries.slice(index + 1).find((e) => e.phase === 'end' && e.name === begin.name)
    const toMs = end?.at ?? record.lastMs + 1
    acts.push({
      name: begin.name,
      window: { fromMs: begin.at, toMs },
      toldMs: end?.toldMs ?? toMs,
      expect: begin.expect ?? pass,
    })
  }
  return acts
}

/**
 * The time outside the acts. What an act expects to fail may go on failing until the next act
 * begins: a broken worker, asked to restart, fails once more in leaving.
 */
export function interludesOf(
  record: RunRecord,
  acts: readonly Act[],
): { window: Window; tolerated: readonly string[] }[] {
  const starts = [record.startMs, ...acts.map((act) => act.window.toMs)]
  const ends = [...acts.map((act) => act.window.fromMs), record.lastMs + 1]
  return starts.map((fromMs, index) => ({
    window: { fromMs, toMs: ends[index] ?? record.lastMs + 1 },
    tolerated: index === 0 ? [] : (acts[index - 1]?.expect.fail ?? []),
  }))
}
