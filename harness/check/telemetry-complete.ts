import { within } from '../trace/window.ts'
import { count, type Finding, type Invariant, isOwnRun, judgement } from './finding.ts'
import { spanLedger } from './span-ledger.ts'

const id = 'telemetry-complete'

/** No verdict without the whole evidence: whatever the span ledger cannot balance is unknown. */
export const telemetryComplete: Invariant = {
  id,
  scope: 'run',
  title: 'all telemetry arrived',
  description:
    'For every process, spans started, ended, exported, received and stored are the same number, and every process asked to hand over its telemetry did so. A process that the harness killed is accounted for as killed.',
  applies: isOwnRun,
  judge({ record, window, final }) {
    const rows = spanLedger(record, final)
    const unbalanced = rows
      .filter((row) => !row.balanced)
      .map((row) => finding(`The spans of ${row.host} do not balance: ${row.note}.`, row.instance))
    const endedMs = new Map(
      record
        .entries('process')
        .filter((p) => p.phase !== 'started')
        .map((p) => [p.instance, p.at]),
    )
    // One that ended while it was asked is judged by its end; one that lived on did not do it.
    const silent = record
      .entries('drain')
      .filter((drain) => within(drain.at, window))
      .flatMap((drain) =>
        drain.failures.filter(({ instance }) => (endedMs.get(instance) ?? Infinity) > drain.at),
      )
      .map(({ instance, error }) =>
        finding(
          `${record.hostOf(instance)} did not hand over its telemetry when asked: ${error}.`,
          instance,
        ),
      )
    const problems = record
      .entries('problem')
      .filter((problem) => problem.about === 'telemetry' && problem.at < window.toMs)
      .map((problem) => finding(problem.text))
    return judgement(
      id,
      rows.filter((row) => row.stored > 0).length,
      [...unbalanced, ...silent, ...problems],
      'Not one span arrived from any process.',
    )
  },
}

function finding(summary: string, instance?: string): Finding {
  return {
    invariant: id,
    verdict: 'unknown',
    summary,
    evidence: [],
    items: [],
    atMs: 0,
    basis: 'observed',
    ...(instance === undefined ? {} : { instance }),
  }
}

/** In words, for progress lines: `3 processes, 412 spans, balanced`. */
export function ledgerSentence(rows: readonly ReturnType<typeof spanLedger>[number][]): string {
  const spans = rows.reduce((total, row) => total + row.stored, 0)
  const off = rows.filter((row) => !row.balanced).length
  return `${count(rows.length, 'process').replace('processs', 'processes')}, ${count(spans, 'span')}, ${off === 0 ? 'balanced' : `${off} not balanced`}`
}
