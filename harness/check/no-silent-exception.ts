import { type Caught, caughtWithFates } from '../trace/caught.ts'
import { exceptionsOf } from '../trace/span.ts'
import { within } from '../trace/window.ts'
import { count, type Finding, type Invariant, judgement } from './finding.ts'

const id = 'I3'

/**
 * I3 (shared/reference/sync-bugs.md): no exception vanishes. Yuan et al., “Simple Testing Can
 * Prevent Most Critical Failures” (OSDI 2014), found mishandled errors behind 92 % of the
 * catastrophic failures they studied.
 */
export const noSilentException: Invariant = {
  id,
  scope: 'window',
  title: 'no exception is silent',
  description:
    'Every exception that a catch clause of the system caught was thrown again, recorded on a span, or logged at warn or above; a span that recorded an exception ended in error.',
  judge({ record, window }) {
    const caught = caughtWithFates(record).filter((c) => within(c.at, window))
    const dropped = caught.filter((c) => c.fate === 'dropped')
    const ended = record.spans.filter((s) => within(s.endMs, window))
    const calm = ended.filter(
      (s) => s.events.length > 0 && s.status !== 'error' && exceptionsOf(s).length > 0,
    )
    const findings = [
      ...groupBySite(dropped).map((group) => droppedFinding(group, (i) => record.hostOf(i))),
      ...calm.map(
        (span): Finding => ({
          invariant: id,
          verdict: 'fail',
          hop: span.name,
          summary: `${span.name} recorded ${exceptionsOf(span)[0]?.message ?? 'an exception'} and still ended as if all were well.`,
          evidence: [span.spanId],
          items: [],
          atMs: span.endMs,
          instance: span.instance,
          basis: 'telemetry',
        }),
      ),
    ]
    const watched = record.entries('process').filter((p) => p.phase === 'started').length
    return judgement(
      id,
      watched + ended.length,
      findings,
      'No process with probes in its catch clauses ran and no span ended, so nothing could be seen.',
    )
  },
}

function groupBySite(caught: readonly Caught[]): [Caught, ...Caught[]][] {
  const groups = new Map<string, [Caught, ...Caught[]]>()
  for (const c of caught) {
    const key = `${c.instance} ${c.site.file}:${c.site.line} ${c.error.message}`
    const group = groups.get(key)
    if (group) group.push(c)
    else groups.set(key, [c])
  }
  return [...groups.values()]
}

function droppedFinding(
  group: [Caught, ...Caught[]],
  hostOf: (instance: string) => string,
): Finding {
  const [first] = group
  const times = group.reduce((sum, c) => sum + (c.count ?? 1), 0)
  const where = first.site.function ? ` in ${first.site.function}` : ''
  return {
    invariant: id,
    verdict: 'fail',
    summary: `${hostOf(first.instance)} swallowed \`${first.error.type}: ${first.error.message}\` at ${first.site.file}:${first.site.line}${where}, ${count(times, 'time')}: neither logged, nor recorded, nor thrown again.`,
    evidence: [...new Set(group.flatMap((c) => (c.spanId ? [c.spanId] : [])))].slice(0, 20),
    items: [],
    atMs: first.at,
    instance: first.instance,
    basis: 'telemetry',
  }
}
