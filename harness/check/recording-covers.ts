import { unservedSentence } from '../trace/unserved.ts'
import { within } from '../trace/window.ts'
import { type Finding, type Invariant, isOwnRun, judgement } from './finding.ts'

const id = 'recording-covers'

/** What a page asks for is in the recording; the live network is never asked instead. */
export const recordingCovers: Invariant = {
  id,
  scope: 'window',
  title: 'the recording answers every request',
  description:
    'Every request of every page was answered from the recording, but for what a page fault led a page to ask.',
  applies: isOwnRun,
  judge({ record, window }) {
    const unserved = record.entries('unserved').filter((u) => within(u.at, window))
    const served = record.entries('served').filter((s) => within(s.at, window))
    // A page that was given wrong ids asks for what never was.
    const strange = unserved.filter(({ faults = [] }) => faults.length === 0)
    const distinct = new Map(strange.map((u) => [`${u.method} ${u.url} ${u.message ?? ''}`, u]))
    const findings = [...distinct.values()].map(
      (u): Finding => ({
        invariant: id,
        verdict: 'fail',
        hop: 'page',
        summary: `${unservedSentence(u)}.`,
        evidence: [],
        items: [],
        atMs: u.at,
        basis: 'observed',
      }),
    )
    return judgement(id, served.length + unserved.length, findings, 'No page asked for anything.')
  },
}
