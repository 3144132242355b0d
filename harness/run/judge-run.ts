/**
 * The verdict on a whole run, from its journal alone: each act against what the scenario expects
 * of it, the time between the acts, and at the end everything once more.
 */
import { type Finding, type Verdict, worst } from '../check/finding.ts'
import { invariants } from '../check/invariants.ts'
import { byImportance, type Judged, judge } from '../check/judge.ts'
import type { Sources } from '../diagnosis/source.ts'
import type { RunRecord } from '../trace/run-record.ts'
import type { Window } from '../trace/window.ts'
import { type Act, actsOf, interludesOf } from './act.ts'
import { compare, type ExplainedFinding, explain, type JudgedAct, judgeAct } from './judge-act.ts'

export interface JudgedRun {
  verdict: Verdict
  headline: string
  acts: JudgedAct[]
  /** What is wrong with the run: nothing that its scenario expected. Failures first. */
  findings: ExplainedFinding[]
  /** How many items were at each hop, over the whole run. */
  funnel: Judged['funnel']
}

export function judgeRun(record: RunRecord, sources: Sources): JudgedRun {
  const acts = judgeActs(record, sources, actsOf(record))
  const whole: Window = { fromMs: record.startMs, toMs: record.lastMs + 1 }
  const healthy = acts.filter((act) => act.verdict === 'pass').map((act) => act.window)
  const explained = (findings: readonly Finding[], window: Window) =>
    explain(findings, { record, sources, window, healthy })

  // Nothing came after the last act that could have repaired what it expects to fail.
  const tolerated = actsOf(record).at(-1)?.expect.fail ?? []
  const end = judge(
    { record, window: whole, final: true, graceMs: 0 },
    acts.length === 0
      ? invariants
      : invariants.filter((i) => i.scope === 'run' && !tolerated.includes(i.id)),
  )
  const expected = record.entries('run')[0]?.storm?.expect
  if (acts.length === 0 && expected !== undefined && expected.fail.length > 0) {
    return judgeExpected(end, whole, explained(end.findings, whole), expected)
  }
  const between = acts.length === 0 ? [] : betweenActs(record, actsOf(record))
  const amiss = acts.filter((act) => !act.asExpected)
  const findings = [
    ...amiss.flatMap((act) => unexpected(act)),
    ...between.flatMap(({ window, findings }) => explained(findings, window)),
    ...explained(end.findings, whole),
  ]
  const verdict = worst([
    end.verdict,
    ...between.map(({ findings }): Verdict => (findings.length > 0 ? 'fail' : 'pass')),
    ...acts.map((act) => act.outcome),
  ])
  const distinct = distinctFindings(findings).sort(byImportance)
  return {
    verdict,
    headline: headline(verdict, acts, distinct),
    acts,
    findings: distinct,
    funnel: end.funnel,
  }
}

/** A run that must fail as a whole, in exactly one way, is judged as one act. */
function judgeExpected(
  { verdict, funnel }: Judged,
  window: Window,
  findings: ExplainedFinding[],
  expect: Act['expect'],
): JudgedRun {
  const name = 'the storm and what follows'
  const act: JudgedAct = { name, window, verdict, funnel, findings, ...compare(findings, expect) }
  const amiss = act.asExpected ? [] : distinctFindings([...unexpected(act), ...findings])
  return {
    verdict: act.outcome,
    headline: headline(act.outcome, [act], amiss),
    acts: [act],
    findings: amiss.sort(byImportance),
    funnel,
  }
}

function judgeActs(record: RunRecord, sources: Sources, acts: readonly Act[]): JudgedAct[] {
  const judged: JudgedAct[] = []
  for (const act of acts) {
    const healthy = judged.filter((a) => a.verdict === 'pass').map((a) => a.window)
    judged.push(judgeAct({ record, sources, act, healthy, final: false }))
  }
  return judged
}

/** An act that did not go as expected is itself a finding where none of its findings says so. */
function unexpected(act: JudgedAct): ExplainedFinding[] {
  if (act.expected === 'pass') return act.findings
  return [
    {
      invariant: 'expectation',
      verdict: act.outcome === 'unknown' ? 'unknown' : 'fail',
      summary: `The act “${act.name}” did not fail as expected: ${act.summary}`,
      evidence: [],
      items: [],
      atMs: act.window.toMs,
      basis: 'observed',
      suspects: [],
    },
  ]
}

function betweenActs(record: RunRecord, acts: readonly Act[]) {
  const momentary = invariants.filter((i) => i.scope === 'window')
  return interludesOf(record, acts).map(({ window, tolerated }) => {
    const { findings } = judge({ record, window, final: true, graceMs: 0 }, momentary)
    // Nothing may have happened in so short a time, so only what was really found counts here.
    const failed = findings.filter((f) => f.verdict === 'fail' && !tolerated.includes(f.invariant))
    return { window, findings: failed }
  })
}

function distinctFindings(findings: readonly ExplainedFinding[]): ExplainedFinding[] {
  const distinct = new Map(findings.map((f) => [`${f.invariant} ${f.summary}`, f]))
  return [...distinct.values()]
}

/** The run in one sentence; where a planted fault was caught as expected, how it was explained. */
function headline(
  verdict: Verdict,
  acts: readonly JudgedAct[],
  findings: readonly ExplainedFinding[],
): string {
  if (verdict !== 'pass') return findings[0]?.summary ?? 'Nothing could be judged.'
  const caught = acts.find((act) => act.expected === 'fail')?.findings[0]
  if (caught === undefined) return 'Every invariant holds.'
  const [suspect] = caught.suspects
  const cause = suspect
    ? ` The cause is ${suspect.function ? `\`${suspect.function}\` at ` : ''}${suspect.file}:${suspect.line}.`
    : ''
  return `Caught and explained, as expected. ${caught.summary}${cause}`
}
