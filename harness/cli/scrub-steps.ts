/** Scrubbing that a person waits for: it tells how far it is, and can be broken off. */
import { setImmediate } from 'node:timers/promises'
import type { Allowance } from '../replay/scrub/allowed.ts'
import { findSteps, type PrivateFinding } from '../replay/scrub/find-private.ts'
import {
  requireHar,
  type ScrubOptions,
  type ScrubResult,
  scrubSteps,
} from '../replay/scrub/scrub-har.ts'
import type { Terminal } from './terminal.ts'

export interface Watched {
  readonly terminal: Terminal
  /** Its reason is thrown between two entries once it is aborted. */
  readonly signal: AbortSignal
}

const progressMs = 1000

/** @throws RecordingError if it is no HAR */
export async function scrubWatched(
  har: unknown,
  options: ScrubOptions,
  { terminal, signal }: Watched,
): Promise<ScrubResult> {
  const steps = scrubSteps(har, options)
  const tell = teller(terminal)
  for (;;) {
    const step = steps.next()
    if (step.done === true) return step.value
    const { done, total } = step.value
    tell(() => `scrubbing: ${Math.floor((100 * done) / total)} %`)
    await breathe(signal)
  }
}

/** @throws RecordingError if it is no HAR */
export async function findPrivateWatched(
  har: unknown,
  allow: Allowance,
  { terminal, signal }: Watched,
): Promise<PrivateFinding[]> {
  const { entries } = requireHar(har)
  const findings: PrivateFinding[] = []
  const tell = teller(terminal)
  let looked = 0
  for (const found of findSteps(har, allow)) {
    findings.push(...found)
    looked += 1
    tell(() => `looking for what is left: ${Math.floor((100 * looked) / entries.length)} %`)
    await breathe(signal)
  }
  return findings
}

/** A line a second at most, so that a small file has none. */
function teller(terminal: Terminal): (text: () => string) => void {
  let toldMs = performance.now()
  return (text) => {
    if (performance.now() - toldMs < progressMs) return
    toldMs = performance.now()
    terminal.line(text())
  }
}

/** Between two entries an interrupt is heard. */
async function breathe(signal: AbortSignal): Promise<void> {
  await setImmediate()
  signal.throwIfAborted()
}
