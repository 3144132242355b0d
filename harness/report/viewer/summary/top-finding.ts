import type { ReportAct, ReportFinding, ReportModel } from '../../model.ts'

/** A finding, the act in which it was made, and every id that links may call it by. */
export interface PlacedFinding {
  finding: ReportFinding
  act: ReportAct | undefined
  ids: string[]
}

/**
 * Every finding once, most important first: the run's, then those of acts that went wrong. The
 * run's findings are mostly some act's, there under another id.
 */
export function allFindings(model: ReportModel): PlacedFinding[] {
  const acts = model.acts.toSorted((a, b) => Number(a.asExpected) - Number(b.asExpected))
  const ofActs = acts.flatMap((act) => act.findings.map((finding) => ({ finding, act })))
  const ofRun = model.findings.map((finding) => {
    const at = ofActs.findIndex((other) => isSame(finding, other.finding))
    const [twin] = at < 0 ? [] : ofActs.splice(at, 1)
    const ids = new Set([finding.id, twin?.finding.id ?? finding.id])
    return { finding, act: twin?.act, ids: [...ids] }
  })
  return [...ofRun, ...ofActs.map((each) => ({ ...each, ids: [each.finding.id] }))]
}

/** What the first screen shows. */
export function topFinding(model: ReportModel): PlacedFinding | undefined {
  return allFindings(model)[0]
}

function isSame(one: ReportFinding, other: ReportFinding): boolean {
  return one.id === other.id || contentOf(one) === contentOf(other)
}

function contentOf({ invariant, hop, summary, evidence }: ReportFinding): string {
  return JSON.stringify([invariant, hop, summary, evidence])
}
