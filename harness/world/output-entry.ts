/** A line that a process of the system printed, for the journal. */
import type { OutputEntry } from '../journal/entry.ts'
import { wallNowMs } from './wall-clock.ts'

/** Longer lines are cut: they are for people, and the journal is kept. */
const textMax = 10_000

export function outputEntry(
  host: string,
  stream: OutputEntry['stream'],
  text: string,
): OutputEntry {
  return { at: wallNowMs(), kind: 'output', host, stream, text: text.slice(0, textMax) }
}
