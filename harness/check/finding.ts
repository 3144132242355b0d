/** What checks say: findings, judgements, verdicts. */
import type { AccountItems } from '../trace/account-items.ts'
import type { RunRecord } from '../trace/run-record.ts'
import type { Span } from '../trace/span.ts'
import { type Window, within } from '../trace/window.ts'

/** `unknown` is what an honest check says that has nothing to go by; it is never a pass. */
export type Verdict = 'pass' | 'fail' | 'unknown'

export interface Finding {
  /** The id of the invariant or check: `I1`, `telemetry-complete`. */
  invariant: string
  verdict: 'fail' | 'unknown'
  /** The last hop at which all was well, and the next, at which it was not. */
  hop?: string
  nextHop?: string
  /** One sentence, for a person. */
  summary: string
  /** Ids of the spans that prove it. */
  evidence: string[]
  /** With their account before them, `acc-1 comment:7`, where several are concerned. */
  items: string[]
  atMs: number
  /** The process it happened in, if it was one. */
  instance?: string
  /**
   * What it rests on. Findings that rest on the system's own telemetry count only as unknown
   * when telemetry was lost; `observed` ones were seen by the harness itself.
   */
  basis: 'observed' | 'telemetry'
}

export interface Judgement {
  invariant: string
  verdict: Verdict
  /** How many things were looked at; none makes the verdict unknown. */
  examined: number
  findings: Finding[]
}

export interface Question {
  record: RunRecord
  window: Window
  /** True once every process has left: nothing may be under way any more. */
  final: boolean
  /** What was shown or sent this shortly before the window's end may still be under way. */
  graceMs: number
}

/** One invariant, one file. Pure: the same record gives the same judgement, today or next year. */
export interface Invariant {
  id: string
  title: string
  /** What must hold, and where the rule comes from, for the docs and the report. */
  description: string
  /**
   * `window`: judged act by act, each on its own. `run`: judged on all there was up to a time, and
   * once more at the very end.
   */
  scope: 'window' | 'run'
  /** Whether this can be asked at all; absent means always. */
  applies?(question: Question): boolean
  judge(question: Question): Judgement
}

/** Builds the judgement of a check that looked at `examined` things. */
export function judgement(
  invariant: string,
  examined: number,
  findings: Finding[],
  nothing: string,
): Judgement {
  if (findings.some((f) => f.verdict === 'fail')) {
    return { invariant, verdict: 'fail', examined, findings }
  }
  if (findings.length > 0) return { invariant, verdict: 'unknown', examined, findings }
  if (examined > 0) return { invariant, verdict: 'pass', examined, findings }
  const empty: Finding = {
    invariant,
    verdict: 'unknown',
    summary: nothing,
    evidence: [],
    items: [],
    atMs: 0,
    basis: 'observed',
  }
  return { invariant, verdict: 'unknown', examined, findings: [empty] }
}

/** The worst of several verdicts: fail, then unknown, then pass; of none, unknown. */
export function worst(verdicts: readonly Verdict[]): Verdict {
  if (verdicts.includes('fail')) return 'fail'
  return verdicts.length === 0 || verdicts.includes('unknown') ? 'unknown' : 'pass'
}

/** `3 items`, `1 item`. */
export function count(n: number, noun: string): string {
  return `${n} ${noun}${n === 1 ? '' : 's'}`
}

/** ` of acc-1 and acc-2`; nothing where none is named. */
export function ofAccounts(accounts: readonly string[]): string {
  const named = accounts.slice(0, accountsNamed)
  if (named.length < accounts.length) {
    return ` of ${accounts.length} accounts (${named.join(', ')}, …)`
  }
  const [last] = named.slice(-1)
  if (last === undefined) return ''
  return ` of ${[named.slice(0, -1).join(', '), last].filter((part) => part !== '').join(' and ')}`
}

const accountsNamed = 3

/** As a finding names its items. */
export function itemNames(items: AccountItems): string[] {
  const several = items.accounts.length > 1
  return [...items].map(([account, item]) => (several ? `${account} ${item}`.trim() : item))
}

/** Whether a record comes from a run of ours; a trace file from production has no such entry. */
export function isOwnRun({ record }: Question): boolean {
  return record.entries('run').length > 0
}

/**
 * Whether a span is within the question's window. Its time is its own process's clock; where a
 * whole run is judged at its end, every span counts, whatever a clock that was set wrong said.
 */
export function concerns({ record, window, final }: Question, { endMs }: Span): boolean {
  const whole = final && window.fromMs <= record.startMs && window.toMs > record.lastMs
  return whole || within(endMs, window)
}
