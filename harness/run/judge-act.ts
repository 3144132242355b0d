/** The verdict on one act, explained, and whether it is what the scenario expects. */
import type { Finding, Verdict } from '../check/finding.ts'
import { type Judged, judge } from '../check/judge.ts'
import { type Diagnosis, suspectsOf } from '../diagnosis/diagnose.ts'
import type { Sources } from '../diagnosis/source.ts'
import type { Suspect } from '../diagnosis/suspect.ts'
import type { RunRecord } from '../trace/run-record.ts'
import type { Window } from '../trace/window.ts'
import type { Act } from './act.ts'

export interface ExplainedFinding extends Finding {
  suspects: Suspect[]
}

export interface JudgedAct {
  name: string
  window: Window
  verdict: Verdict
  expected: Verdict
  /** What it contributes to the run's verdict. */
  outcome: Verdict
  asExpected: boolean
  /** In one sentence: what was found, and in what it differs from what was expected. */
  summary: string
  funnel: Judged['funnel']
  findings: ExplainedFinding[]
}

export interface ActQuestion {
  record: RunRecord
  sources: Sources
  act: Act
  /** Acts before this one that passed. */
  healthy: readonly Window[]
  final: boolean
}

export function judgeAct({ record, sources, act, healthy, final }: ActQuestion): JudgedAct {
  const { window } = act
  const judged = judge({ record, window, final, graceMs: window.toMs - act.toldMs })
  const findings = explain(judged.findings, { record, sources, window, healthy })
  const { verdict, funnel } = judged
  return { name: act.name, window, verdict, funnel, findings, ...compare(findings, act.expect) }
}

/** How findings stand to what was expected. */
export function compare(
  findings: readonly ExplainedFinding[],
  expect: Act['expect'],
): Pick<JudgedAct, 'expected' | 'outcome' | 'asExpected' | 'summary'> {
  const { surplus, missing } = differ(findings, expect)
  const unknown = findings.filter((f) => f.verdict === 'unknown').map((f) => f.summary)
  const outcome = outcomeOf(surplus, unknown, missing)
  return {
    expected: expect.fail.length > 0 ? 'fail' : 'pass',
    outcome,
    asExpected: outcome === 'pass',
    summary: [...surplus, ...unknown, ...missing].join(' ') || summaryOf(findings),
  }
}

/**
 * What the act contributes to the run: an expected failure is a pass of the harness. A gap in what
 * is known makes even that inconclusive: what is missing may lie in the gap.
 */
function outcomeOf(
  surplus: readonly string[],
  unknown: readonly string[],
  missing: readonly string[],
): Verdict {
  if (surplus.length > 0) return 'fail'
  if (unknown.length > 0) return 'unknown'
  return missing.length > 0 ? 'fail' : 'pass'
}

export function explain(findings: readonly Finding[], diagnosis: Diagnosis): ExplainedFinding[] {
  return findings.map((finding) => ({
    ...finding,
    suspects: finding.verdict === 'fail' ? suspectsOf(finding, diagnosis) : [],
  }))
}

function summaryOf(findings: readonly ExplainedFinding[]): string {
  const [first] = findings
  return first ? first.summary : 'Every invariant holds.'
}

/** In what the findings differ from what the scenario expects, in sentences. */
function differ(
  findings: readonly ExplainedFinding[],
  expect: Act['expect'],
): { surplus: string[]; missing: string[] } {
  const failed = findings.filter((f) => f.verdict === 'fail')
  const named = failed.flatMap((f) => f.suspects.slice(0, 3).map((s) => s.file))
  const unexplained =
    expect.suspects.length > 0 && !expect.suspects.some((file) => named.includes(file))
  return {
    surplus: failed.filter((f) => !expect.fail.includes(f.invariant)).map((f) => f.summary),
    missing: [
      ...expect.fail
        .filter((id) => !failed.some((f) => f.invariant === id))
        .map((id) => `${id} was expected to fail and did not.`),
      ...(unexplained
        ? [
            `None of ${expect.suspects.join(', ')} is among the first three suspects (${named.join(', ') || 'there are none'}).`,
          ]
        : []),
    ],
  }
}
