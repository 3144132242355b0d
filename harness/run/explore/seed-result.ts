/** What one seed of a search came to: plain values, since they cross from thread to thread. */
import type { Verdict } from '../../check/finding.ts'

export interface SeedFinding {
  invariant: string
  verdict: 'fail' | 'unknown'
  hop: string | null
  summary: string
  /** `FILE:LINE`, the likeliest first. */
  suspects: string[]
}

export interface SeedResult {
  seed: number
  verdict: Verdict
  findings: SeedFinding[]
  /** Names of what the scenario wants to have been reached and was. */
  reached: string[]
  /** Ids of the faults that struck, with their times. */
  faults: string[]
  stormMs: number
  /** How much of the world's time passed. */
  virtualMs: number
}

/** What fails, so that two failures can be told to be the same: the invariant, and where. */
export function failureOf({ findings }: Pick<SeedResult, 'findings'>): string | undefined {
  const first = findings.find(({ verdict }) => verdict === 'fail')
  return first && `${first.invariant} ${first.hop ?? ''}`.trim()
}

/** Whether a failure of this kind is among the findings, first or not. */
export function failsSo({ findings }: Pick<SeedResult, 'findings'>, failure: string): boolean {
  return findings.some(
    (f) => f.verdict === 'fail' && `${f.invariant} ${f.hop ?? ''}`.trim() === failure,
  )
}
