/** What `--json` writes for a run: small, stable, complete enough to act on. */
import type { Verdict } from '../check/finding.ts'
import type { Suspect } from '../diagnosis/suspect.ts'
import type { Unasked } from '../trace/unasked.ts'
import type { ExplainedFinding, JudgedAct } from './judge-act.ts'
import type { JudgedRun } from './judge-run.ts'

export interface RunResult {
  scenario: string
  world: string
  seed: number
  verdict: Verdict
  headline: string
  findings: ResultFinding[]
  /** How many distinct items of all accounts were at each hop; the same item of two counts twice. */
  ledger: Record<string, number>
  acts: ResultAct[]
  /** What of the recording was never asked for; null where the journal does not say. */
  unasked: Unasked | null
  /** From the last event of the run to its verdict. */
  verdictLatencyMs: number
  durationMs: number
  journal: string
  report: string
}

export interface ResultFinding {
  invariant: string
  verdict: 'fail' | 'unknown'
  hop: string | null
  summary: string
  evidence: string[]
  suspects: Suspect[]
}

export interface ResultAct {
  name: string
  verdict: Verdict
  expected: Verdict
  asExpected: boolean
  findings: ResultFinding[]
}

export function resultFindings(findings: readonly ExplainedFinding[]): ResultFinding[] {
  return findings.map(({ invariant, verdict, hop, summary, evidence, suspects }) => ({
    invariant,
    verdict,
    hop: hop ?? null,
    summary,
    evidence,
    suspects,
  }))
}

export function resultActs(acts: readonly JudgedAct[]): ResultAct[] {
  return acts.map(({ name, verdict, expected, asExpected, findings }) => ({
    name,
    verdict,
    expected,
    asExpected,
    findings: resultFindings(findings),
  }))
}

export function ledgerCounts(judged: JudgedRun): Record<string, number> {
  return Object.fromEntries(judged.funnel.map(({ hop, items }) => [hop, items]))
}
