/**
 * What a journal holds. A journal is a file of JSON lines: telemetry as standard OTLP JSON
 * (`{"resourceSpans":…}`, `{"resourceLogs":…}`, `{"resourceMetrics":…}`, the form of the
 * OpenTelemetry file exporter) and the harness's own lines, `{"glassbox":{…}}`, described here.
 * All times are milliseconds since 1970, UTC, with fractions.
 */
import { z } from 'zod'

/**
 * The journal format; readers refuse a newer one. 2 tells of episodes, and what of the recording was
 * never asked for; all else is as in 1.
 */
export const journalVersion = 2

/** An item as the whole project names it: `comment:7412…`. */
export type ItemRef = string
const itemRef = z.string()
const at = z.number()

/** What an item says, field by field, as plain values. */
const itemValues = z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()]))
export type ItemValues = z.infer<typeof itemValues>

/** A place in the code under test; `file` is relative to the project, with forward slashes. */
const site = z.object({
  file: z.string(),
  line: z.number(),
  function: z.string().exactOptional(),
})
export type Site = z.infer<typeof site>

const thrownError = z.object({
  type: z.string(),
  message: z.string(),
  stack: z.string().exactOptional(),
})
export type ThrownError = z.infer<typeof thrownError>

/** The first line of every journal. */
const runEntry = z.object({
  at,
  kind: z.literal('run'),
  version: z.number(),
  runId: z.string(),
  scenario: z.string(),
  title: z.string(),
  world: z.string(),
  seed: z.number(),
  timeScale: z.number(),
  recording: z.string(),
  /** Fault ids given on the command line, planted from the start. */
  faults: z.array(z.string()),
  /** In a scenario of form weather: whether the faults were drawn from the seed, and for how long. */
  storm: z
    .object({
      drawn: z.boolean(),
      stormMs: z.number(),
      /** The scenario's own pinned failure was played. */
      pinned: z.boolean(),
      expect: z.object({ fail: z.array(z.string()), suspects: z.array(z.string()) }),
    })
    .exactOptional(),
  /** The command that repeats this run. */
  command: z.string(),
  /** Whether spans and logs come in the moment they end, each process's in their order. */
  direct: z.boolean().exactOptional(),
  node: z.string(),
  platform: z.string(),
})
export type RunEntry = z.infer<typeof runEntry>

/**
 * The story goes from act to act; each is judged by itself. An act ends when everything shown to
 * an account has arrived, or the limit for that has passed.
 */
const actEntry = z.object({
  at,
  kind: z.literal('act'),
  phase: z.enum(['begin', 'end']),
  name: z.string(),
  /** At its begin: invariants that must fail (none: all must hold), files the diagnosis must name. */
  expect: z.object({ fail: z.array(z.string()), suspects: z.array(z.string()) }).exactOptional(),
  /** At its end: when its body was over; what was shown later may still be under way. */
  toldMs: z.number().exactOptional(),
})
export type ActEntry = z.infer<typeof actEntry>

/** What the story does or waits for now. */
const stepEntry = z.object({ at, kind: z.literal('step'), text: z.string() })
export type StepEntry = z.infer<typeof stepEntry>

/** A process under test, as the agent inside it and the world around it saw it. */
const processEntry = z.object({
  at,
  kind: z.literal('process'),
  /** `service.instance.id` of its telemetry: new at every start. */
  instance: z.string(),
  /** Which machine of the topology: `master`, `worker-1`. */
  host: z.string(),
  pid: z.number(),
  /**
   * started: its agent said hello; left: it ended by itself and said goodbye;
   * killed: the harness killed it; lost: its connection ended with neither.
   */
  phase: z.enum(['started', 'left', 'killed', 'lost']),
  detail: z.string().exactOptional(),
})
export type ProcessEntry = z.infer<typeof processEntry>

const faultEntry = z.object({
  at,
  kind: z.literal('fault'),
  /** The fault as the command line writes it: `brokenExport:FILE#NAME`. */
  fault: z.string(),
  /** Hosts it is planted in. */
  hosts: z.array(z.string()),
  /**
   * planted: in force for whatever loads or happens next; loaded: a process loaded the broken
   * code; reached: the broken place was executed or touched something; healed: taken away.
   */
  phase: z.enum(['planted', 'loaded', 'reached', 'healed']),
  instance: z.string().exactOptional(),
  /** Weather drew it by chance: it need not have touched anything. */
  drawn: z.boolean().exactOptional(),
})
export type FaultEntry = z.infer<typeof faultEntry>

/** From now on the wall clock of a host is wrong; until its next entry. */
const clockEntry = z.object({
  at,
  kind: z.literal('clock'),
  host: z.string(),
  /** How far it is ahead of the true time, now. */
  aheadMs: z.number(),
  /** How much it gains from now on, in parts per million. */
  ppm: z.number(),
})
export type ClockEntry = z.infer<typeof clockEntry>

/** A catch clause of the code under test that caught something. */
const caughtEntry = z.object({
  at,
  kind: z.literal('caught'),
  instance: z.string(),
  site,
  error: thrownError,
  /** Whether the clause ended by throwing again or by going on as if nothing were. */
  outcome: z.enum(['rethrown', 'continued']),
  /** When the clause was left. */
  leftAt: z.number(),
  /** The span that was active, if any. */
  traceId: z.string().exactOptional(),
  spanId: z.string().exactOptional(),
  /** Set when the clause itself was planted. */
  fault: z.string().exactOptional(),
  /** How many catches this entry stands for, when a site caught too often to list each; 1 if absent. */
  count: z.number().exactOptional(),
})
export type CaughtEntry = z.infer<typeof caughtEntry>

/** An exception or rejection that nothing caught. */
const uncaughtEntry = z.object({
  at,
  kind: z.literal('uncaught'),
  instance: z.string(),
  error: thrownError,
  origin: z.string(),
})
export type UncaughtEntry = z.infer<typeof uncaughtEntry>

/** A request of a page, answered from the recording. Written once the answer was sent whole. */
const servedEntry = z.object({
  at,
  kind: z.literal('served'),
  accountId: z.string(),
  method: z.string(),
  url: z.string(),
  status: z.number(),
  /** Index of the recorded exchange. */
  exchange: z.number(),
  /** What the recording's truth says this answer contains; of an altered one, what it still shows. */
  items: z.array(itemRef),
  /** Ids of the page faults that altered it, if any did. */
  faults: z.array(z.string()).exactOptional(),
  /** Items that it shows with other values than the account was shown before, and these. */
  updates: z.array(z.object({ item: itemRef, values: itemValues })).exactOptional(),
})
export type ServedEntry = z.infer<typeof servedEntry>

/** A request that the recording has no answer to. */
const unservedEntry = z.object({
  at,
  kind: z.literal('unserved'),
  accountId: z.string(),
  method: z.string(),
  url: z.string(),
  /** The nearest recorded address, if any; of a websocket's message, the nearest message. */
  nearest: z.string().exactOptional(),
  /**
   * Instead of `nearest`: this very request was recorded, but in an episode that is yet to come, or
   * for another recorded account (`account`, its key).
   */
  elsewhere: z.object({ episode: z.string(), account: z.string().exactOptional() }).exactOptional(),
  /** Ids of the page faults that may have led the page to ask this. */
  faults: z.array(z.string()).exactOptional(),
  /** What was sent over the websocket that `url` is, if that is what the recording lacks; cut. */
  message: z.string().exactOptional(),
  /** How many requests this entry stands for, where an account had too many to list; 1 if absent. */
  count: z.number().exactOptional(),
})
export type UnservedEntry = z.infer<typeof unservedEntry>

/** From now on an account is shown an episode of the recording; its first one too. */
const episodeEntry = z.object({
  at,
  kind: z.literal('episode'),
  accountId: z.string(),
  /** From 1. */
  episode: z.number(),
  name: z.string(),
  title: z.string(),
  /** A page was opened (for the first time, or again), or the episode was played. */
  by: z.enum(['visit', 'play']),
})
export type EpisodeEntry = z.infer<typeof episodeEntry>

/**
 * At the end of a run: what of the recording no account was ever given, of the episodes that were
 * shown, and for the accounts that they were shown to.
 */
const unaskedEntry = z.object({
  at,
  kind: z.literal('unasked'),
  /** Documents, calls of scripts and websockets that were never asked for. */
  count: z.number(),
  /** How many of those there were in all, asked for or not. */
  of: z.number(),
  /** How much else was never asked for: scripts, images and the like. */
  statics: z.number(),
  /** The first of `count`, in the order of the recording. */
  first: z.array(
    z.object({
      /** Index of the recorded exchange. */
      exchange: z.number(),
      method: z.string(),
      url: z.string(),
      /** Its name. */
      episode: z.string(),
      /** The key of the recorded account, if it was recorded for one. */
      account: z.string().exactOptional(),
    }),
  ),
})
export type UnaskedEntry = z.infer<typeof unaskedEntry>

/** What the receiver got in one request; the ledger's second column. */
const receiptEntry = z.object({
  at,
  kind: z.literal('receipt'),
  signal: z.enum(['traces', 'logs', 'metrics']),
  /** Records in the request, by service.instance.id; a refused request counts nothing. */
  counts: z.record(z.string(), z.number()),
  bytes: z.number(),
  /** Why it was refused, if it was. */
  refused: z.string().exactOptional(),
})
export type ReceiptEntry = z.infer<typeof receiptEntry>

/** The state that Master itself shows over REST. */
const stateEntry = z.object({
  at,
  kind: z.literal('state'),
  accountId: z.string(),
  items: z.array(itemRef),
  /** Of items that pages have shown with changed values: what Master holds in those fields. */
  values: z.record(itemRef, itemValues).exactOptional(),
})
export type StateEntry = z.infer<typeof stateEntry>

/** One line that a process printed. */
const outputEntry = z.object({
  at,
  kind: z.literal('output'),
  host: z.string(),
  stream: z.enum(['stdout', 'stderr']),
  text: z.string(),
})
export type OutputEntry = z.infer<typeof outputEntry>

/** A barrier: every living process was asked to hand over its telemetry. */
const drainEntry = z.object({
  at,
  kind: z.literal('drain'),
  durationMs: z.number(),
  /** Processes that did not answer within the limit, or answered with an error. */
  failures: z.array(z.object({ instance: z.string(), error: z.string() })),
})
export type DrainEntry = z.infer<typeof drainEntry>

/** What makes a run inconclusive: the story waited in vain, or the harness could not do something. */
const problemEntry = z.object({
  at,
  kind: z.literal('problem'),
  about: z.enum(['story', 'telemetry', 'world']),
  text: z.string(),
})
export type ProblemEntry = z.infer<typeof problemEntry>

export const entrySchema = z.discriminatedUnion('kind', [
  runEntry,
  actEntry,
  stepEntry,
  processEntry,
  faultEntry,
  clockEntry,
  caughtEntry,
  uncaughtEntry,
  servedEntry,
  unservedEntry,
  episodeEntry,
  unaskedEntry,
  receiptEntry,
  stateEntry,
  outputEntry,
  drainEntry,
  problemEntry,
])
export type Entry = z.infer<typeof entrySchema>
