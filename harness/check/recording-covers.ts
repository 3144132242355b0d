import type { UnservedEntry } from '../journal/entry.ts'
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
        summary: `${u.accountId || 'A page'} ${deedOf(u)}, which the recording lacks${u.nearest ? `; the nearest it has is ${u.nearest}` : ''}.`,
        evidence: [],
        items: [],
        atMs: u.at,
        basis: 'observed',
      }),
    )
    return judgement(id, served.length + unserved.length, findings, 'No page asked for anything.')
  },
}

function deedOf({ method, url, message, count = 1 }: UnservedEntry): string {
  const more = count > 1 ? `, and ${count - 1} times more for this or something else` : ''
  if (message === undefined) return `asked for ${method} ${url}${more}`
  return `sent over ${url} the message ${JSON.stringify(message)}`
}
