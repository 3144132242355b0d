/**
 * What a report shows, as plain data: a pure function of a journal and its verdict
 * (`reportModel`), drawn by the viewer and by nothing else. Times are milliseconds since
 * `startedAt`, so that two runs compare.
 */
export type Verdict = 'pass' | 'fail' | 'unknown'

export interface ReportModel {
  title: string
  scenario: string
  world: string
  seed: number
  /** ISO 8601. */
  startedAt: string
  durationMs: number
  verdict: Verdict
  /** The verdict in one sentence. */
  headline: string
  /** The command that repeats the run. */
  command: string
  acts: ReportAct[]
  /** Findings of the whole run, most important first. */
  findings: ReportFinding[]
  faults: ReportFault[]
  /** What each account was shown, in order. */
  episodes: ReportEpisode[]
  /** What of the recording nobody asked for; undefined where the journal does not say. */
  unasked?: ReportUnasked
  lanes: ReportLane[]
  spans: ReportSpan[]
  caught: ReportCaught[]
  logs: ReportLog[]
  ledger: ReportLedgerRow[]
  /** What the report leaves out, in sentences (too many spans, for one). */
  notes: string[]
}

export interface ReportAct {
  name: string
  startMs: number
  endMs: number
  /** What the checks said of this act. */
  verdict: Verdict
  /** What the scenario expects them to say. */
  expected: Verdict
  /** Whether the act went as the scenario expects, in every point. */
  asExpected: boolean
  summary: string
  /** Items at each hop, in order from page to store. */
  funnel: { hop: string; items: number; lost: string[] }[]
  findings: ReportFinding[]
}

export interface ReportFinding {
  id: string
  /** `I1` … `I14`, or the name of a check of the scenario. */
  invariant: string
  /** What must hold, in a few words: `nothing is lost`. */
  title: string
  verdict: Verdict
  /** The hop at which it broke, if it broke at one. */
  hop?: string
  summary: string
  evidence: string[]
  items: string[]
  suspects: ReportSuspect[]
}

export interface ReportSuspect {
  file: string
  line: number
  function?: string
  reason: string
  /** 0 to 1. */
  score: number
  /** A few lines of the source around `line`, if they could be read. */
  source?: { line: number; text: string }[]
}

export interface ReportFault {
  fault: string
  hosts: string[]
  startMs: number
  /** Undefined: in force until the end. */
  endMs?: number
  loadedMs: number[]
  reachedMs: number[]
}

/** A stretch of time in which an account was shown an episode of the recording. */
export interface ReportEpisode {
  accountId: string
  name: string
  title: string
  startMs: number
  endMs: number
}

/** What the episodes that were shown hold, and no account was given. */
export interface ReportUnasked {
  /** Documents, calls of scripts, websockets; `of` so many that the episodes hold. */
  count: number
  of: number
  /** How much else: scripts, images and the like. */
  statics: number
  /** The first of `count`. */
  first: { exchange: number; method: string; url: string; episode: string; account?: string }[]
}

/** One actor of the run: a host of the topology, with the lives of its processes. */
export interface ReportLane {
  host: string
  lives: {
    instance: string
    startMs: number
    endMs: number
    end: 'left' | 'killed' | 'lost' | 'running'
  }[]
}

export interface ReportSpan {
  traceId: string
  spanId: string
  parentSpanId?: string
  name: string
  host: string
  startMs: number
  durationMs: number
  status: 'unset' | 'ok' | 'error'
  statusMessage?: string
  attributes: Record<string, string | number | boolean | readonly string[]>
  events: { name: string; atMs: number; attributes: Record<string, string | number | boolean> }[]
  links: { traceId: string; spanId: string }[]
}

export interface ReportCaught {
  atMs: number
  host: string
  file: string
  line: number
  function?: string
  type: string
  message: string
  stack?: string
  /** What became of it. `dropped` is the silent one. */
  fate: 'rethrown' | 'recorded' | 'logged' | 'unheard' | 'dropped'
  count: number
  spanId?: string
  /** Set when the catch clause was planted. */
  fault?: string
}

export interface ReportLog {
  atMs: number
  host: string
  /** trace, debug, info, warn, error, fatal; `stdout` and `stderr` for printed lines. */
  level: string
  text: string
  spanId?: string
}

/** Spans of one process: started, ended, exported, received, stored. */
export interface ReportLedgerRow {
  host: string
  instance: string
  started: number | null
  ended: number | null
  exported: number | null
  received: number
  stored: number
  balanced: boolean
  note: string
}
