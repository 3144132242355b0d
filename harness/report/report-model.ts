/** Makes the report's data from a run's record and its judgement. Pure. */

import { invariants } from '../check/invariants.ts'
import { spanLedger } from '../check/span-ledger.ts'
import type { Sources } from '../diagnosis/source.ts'
import type { ExplainedFinding, JudgedAct } from '../run/judge-act.ts'
import type { JudgedRun } from '../run/judge-run.ts'
import { caughtWithFates } from '../trace/caught.ts'
import type { RunRecord } from '../trace/run-record.ts'
import type { Log, Span } from '../trace/span.ts'
import { unaskedOf } from '../trace/unasked.ts'
import type {
  ReportAct,
  ReportCaught,
  ReportFinding,
  ReportLog,
  ReportModel,
  ReportSpan,
} from './model.ts'
import { episodesOf, eventsOf, faultsOf, lanesOf } from './timeline.ts'

/** A report is a page that a browser must open; what is beyond stays in the journal, and it says so. */
const spansMax = 20_000
const logsMax = 10_000

export function reportModel(record: RunRecord, judged: JudgedRun, sources: Sources): ReportModel {
  const run = record.entries('run')[0]
  const zeroMs = record.startMs
  const unasked = unaskedOf(record)
  const spans = [...record.spans].sort((a, b) => a.startMs - b.startMs)
  const logs = logsOf(record, zeroMs)
  return {
    title: run?.title ?? 'a trace from elsewhere',
    scenario: run?.scenario ?? '',
    world: run?.world ?? '',
    seed: run?.seed ?? 0,
    startedAt: new Date(zeroMs).toISOString(),
    durationMs: record.lastMs - zeroMs,
    verdict: judged.verdict,
    headline: judged.headline,
    command: run?.command ?? '',
    acts: actsOf(record, judged).map((act) => reportAct(act, zeroMs, sources)),
    findings: judged.findings.map((finding, i) => reportFinding(finding, `f${i + 1}`, sources)),
    faults: faultsOf(record, zeroMs),
    episodes: episodesOf(record, zeroMs),
    ...(unasked && { unasked }),
    lanes: lanesOf(record, zeroMs),
    spans: spans.slice(0, spansMax).map((span) => reportSpan(span, record, zeroMs)),
    caught: caughtOf(record, zeroMs),
    logs: logs.slice(0, logsMax),
    ledger: spanLedger(record, true).map(({ dropped, end, ...row }) => ({
      ...row,
      note: row.note || (end === 'left' && dropped === 0 ? 'left in order' : ''),
    })),
    notes: [
      ...leftOut(spans.length, spansMax, 'spans'),
      ...leftOut(logs.length, logsMax, 'log lines'),
      ...eventsOf(record),
    ],
  }
}

/** A run whose story has no acts is shown as one, so that it has a funnel too. */
function actsOf(record: RunRecord, judged: JudgedRun): readonly JudgedAct[] {
  if (judged.acts.length > 0) return judged.acts
  return [
    {
      name: 'the whole run',
      window: { fromMs: record.startMs, toMs: record.lastMs },
      verdict: judged.verdict,
      expected: 'pass',
      outcome: judged.verdict,
      asExpected: judged.verdict === 'pass',
      summary: judged.headline,
      funnel: judged.funnel,
      findings: judged.findings,
    },
  ]
}

function leftOut(count: number, max: number, what: string): string[] {
  return count > max
    ? [`Only the first ${max} of ${count} ${what} are shown; the journal has all.`]
    : []
}

function reportAct(act: JudgedAct, zeroMs: number, sources: Sources): ReportAct {
  const lost = act.findings.filter((f) => f.invariant === 'I1' && f.nextHop !== undefined)
  return {
    name: act.name,
    startMs: act.window.fromMs - zeroMs,
    endMs: act.window.toMs - zeroMs,
    verdict: act.verdict,
    expected: act.expected,
    asExpected: act.asExpected,
    summary: act.summary,
    funnel: act.funnel.map(({ hop, items }) => ({
      hop,
      items,
      lost: lost.filter((f) => f.nextHop === hop).flatMap((f) => f.items),
    })),
    findings: act.findings.map((f, i) => reportFinding(f, `${slug(act.name)}-${i + 1}`, sources)),
  }
}

function titleOf(id: string): string {
  return invariants.find((invariant) => invariant.id === id)?.title ?? 'the scenario’s expectation'
}

function slug(name: string): string {
  return name
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '')
    .toLowerCase()
}

function reportFinding(finding: ExplainedFinding, id: string, sources: Sources): ReportFinding {
  const { invariant, verdict, hop, summary, evidence, items, suspects } = finding
  return {
    id,
    invariant,
    title: titleOf(invariant),
    verdict,
    ...(hop === undefined ? {} : { hop }),
    summary,
    evidence,
    items,
    suspects: suspects.map((suspect) => {
      const source = sources.lines(suspect.file, suspect.line)
      return source.length > 0 ? { ...suspect, source } : suspect
    }),
  }
}

function reportSpan(span: Span, record: RunRecord, zeroMs: number): ReportSpan {
  const { traceId, spanId, name, status, attributes, links } = span
  return {
    traceId,
    spanId,
    ...(span.parentSpanId === undefined ? {} : { parentSpanId: span.parentSpanId }),
    name,
    host: record.hostOf(span.instance),
    startMs: span.startMs - zeroMs,
    durationMs: span.endMs - span.startMs,
    status,
    ...(span.statusMessage ? { statusMessage: span.statusMessage } : {}),
    attributes,
    events: span.events.map((event) => ({
      name: event.name,
      atMs: event.atMs - zeroMs,
      attributes: Object.fromEntries(
        Object.entries(event.attributes).map(([key, value]) => [
          key,
          typeof value === 'object' ? value.join(', ') : value,
        ]),
      ),
    })),
    links: [...links],
  }
}

/** One row for each place and error, as often as it caught; what was dropped comes first. */
function caughtOf(record: RunRecord, zeroMs: number): ReportCaught[] {
  const rows = new Map<string, ReportCaught>()
  for (const c of caughtWithFates(record)) {
    const host = record.hostOf(c.instance)
    const key = JSON.stringify([c.instance, c.site, c.error.message, c.fate])
    const known = rows.get(key)
    if (known) known.count += c.count ?? 1
    else {
      rows.set(key, {
        atMs: c.at - zeroMs,
        host,
        ...c.site,
        type: c.error.type,
        message: c.error.message,
        ...(c.error.stack === undefined ? {} : { stack: c.error.stack }),
        fate: c.fate,
        count: c.count ?? 1,
        ...(c.spanId === undefined ? {} : { spanId: c.spanId }),
        ...(c.fault === undefined ? {} : { fault: c.fault }),
      })
    }
  }
  return [...rows.values()].sort(
    (a, b) => Number(b.fate === 'dropped') - Number(a.fate === 'dropped') || a.atMs - b.atMs,
  )
}

function logsOf(record: RunRecord, zeroMs: number): ReportLog[] {
  const told = record.logs.map(
    (log: Log): ReportLog => ({
      atMs: log.atMs - zeroMs,
      host: record.hostOf(log.instance),
      level: log.level,
      text: textOf(log),
      ...(log.spanId === undefined ? {} : { spanId: log.spanId }),
    }),
  )
  // Structured lines on standard output are the same logs once more.
  const printed = record
    .entries('output')
    .filter((line) => !line.text.startsWith('{'))
    .map(
      (line): ReportLog => ({
        atMs: line.at - zeroMs,
        host: line.host,
        level: line.stream,
        text: line.text,
      }),
    )
  return [...told, ...printed].sort((a, b) => a.atMs - b.atMs)
}

function textOf(log: Log): string {
  const exception = log.attributes['exception.message']
  return exception === undefined || log.text.includes(String(exception))
    ? log.text
    : `${log.text} (${String(exception)})`
}
