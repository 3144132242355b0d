import { type Finding, type Invariant, judgement } from './finding.ts'

const id = 'faults-took-effect'

/** Every planted fault leaves a receipt; a fault that touched nothing proves nothing. */
export const faultsTookEffect: Invariant = {
  id,
  scope: 'run',
  title: 'every planted fault took effect',
  description:
    'Each planted fault was loaded and reached by a process of every host it was planted in, or touched something; otherwise the run says nothing about it. Of faults drawn by chance not each need touch anything.',
  applies: ({ record, window }) =>
    record.entries('fault').some((f) => f.at < window.toMs && f.phase === 'planted' && !f.drawn),
  judge({ record, window }) {
    const faults = record.entries('fault').filter((f) => f.at < window.toMs)
    const planted = [
      ...new Set(faults.filter((f) => f.phase === 'planted' && !f.drawn).map((f) => f.fault)),
    ]
    const findings = planted
      .filter((fault) => !faults.some((f) => f.fault === fault && f.phase === 'reached'))
      .map((fault): Finding => {
        const loaded = faults.some((f) => f.fault === fault && f.phase === 'loaded')
        return {
          invariant: id,
          verdict: 'unknown',
          summary: `${fault} was planted and had no effect: ${whyNot(fault, loaded)}.`,
          evidence: [],
          items: [],
          atMs: window.toMs,
          basis: 'observed',
        }
      })
    return judgement(id, planted.length, findings, 'No fault was planted yet.')
  },
}

/** Only code faults name a module. */
function whyNot(fault: string, loaded: boolean): string {
  if (!fault.includes('#')) return 'nothing met it while it was in force'
  return loaded ? 'the broken place was never executed' : 'no process loaded the broken module'
}
