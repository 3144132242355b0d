/** Puts a window of a run to every invariant and makes one verdict of the answers. */
import { hops, itemsByHop, stateHop } from '../trace/hops.ts'
import type { RunRecord } from '../trace/run-record.ts'
import type { Window } from '../trace/window.ts'
import {
  type Finding,
  type Invariant,
  type Judgement,
  type Question,
  type Verdict,
  worst,
} from './finding.ts'
import { invariants as all } from './invariants.ts'
import { spanLedger } from './span-ledger.ts'
import { telemetryComplete } from './telemetry-complete.ts'

export interface Judged {
  verdict: Verdict
  judgements: Judgement[]
  /** Of all judgements, failures first. */
  findings: Finding[]
  /** How many items were seen at each hop within the window, each account's by themselves. */
  funnel: { hop: string; items: number }[]
}

export function judge(question: Question, invariants: readonly Invariant[] = all): Judged {
  const complete = spanLedger(question.record, question.final).every((row) => row.balanced)
  const judgements = invariants
    .filter((invariant) => invariant.applies?.(question) ?? true)
    .map((invariant) => invariant.judge(question))
    .map((judged) => (complete ? judged : withoutTelemetry(judged)))
  const findings = judgements.flatMap((j) => j.findings).sort(byImportance)
  return {
    verdict: worst(judgements.map((j) => j.verdict)),
    judgements,
    findings,
    funnel: funnelOf(question.record, question.window),
  }
}

/** Failures first; then lost telemetry, which is why the rest is unknown. */
export function byImportance(a: Finding, b: Finding): number {
  const weight = ({ verdict, invariant }: Finding) =>
    Number(verdict === 'fail') * 2 + Number(invariant === telemetryComplete.id)
  return weight(b) - weight(a)
}

/** Where telemetry was lost, what rests on it is unknown: a lost span must not read as a lost item. */
function withoutTelemetry(judged: Judgement): Judgement {
  const findings = judged.findings.map(
    (finding): Finding =>
      finding.basis === 'observed' || finding.verdict === 'unknown'
        ? finding
        : {
            ...finding,
            verdict: 'unknown',
            summary: `${finding.summary} (Telemetry was lost, so this may not be so.)`,
          },
  )
  const verdicts = findings.map((f) => f.verdict)
  return { ...judged, findings, verdict: findings.length === 0 ? judged.verdict : worst(verdicts) }
}

function funnelOf(record: RunRecord, window: Window): Judged['funnel'] {
  const seen = itemsByHop(record, window)
  const ever = itemsByHop(record, { fromMs: record.startMs, toMs: record.lastMs + 1 })
  return hops
    .filter((hop) => (ever.get(hop)?.size ?? 0) > 0 || hop === stateHop)
    .map((hop) => ({ hop, items: seen.get(hop)?.size ?? 0 }))
}
