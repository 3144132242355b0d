import { type Finding, type Invariant, isOwnRun, judgement } from './finding.ts'

const id = 'story-told'

/** A story that could not be told to its end says nothing about what it did not come to. */
export const storyTold: Invariant = {
  id,
  scope: 'run',
  title: 'the story was told to its end',
  description:
    'Everything that the scenario waited for came in time, and the world did all it was asked.',
  applies: isOwnRun,
  judge({ record, window }) {
    const problems = record
      .entries('problem')
      .filter((p) => p.about !== 'telemetry' && p.at < window.toMs)
    const steps = record.entries('step').filter((s) => s.at < window.toMs)
    const findings = problems.map(
      (problem): Finding => ({
        invariant: id,
        verdict: 'unknown',
        summary: problem.text,
        evidence: [],
        items: [],
        atMs: problem.at,
        basis: 'observed',
      }),
    )
    return judgement(id, steps.length, findings, 'The story never began.')
  },
}
