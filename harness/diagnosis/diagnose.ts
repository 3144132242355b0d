/**
 * From a finding to suspects: the exceptions that happened at the broken hop or in its process,
 * less those that a healthy stretch of the same run had too, followed to where they were thrown,
 * to the import that was undefined, and to the clause that swallowed them. Where nothing was
 * thrown, the code of the hop itself is the suspect; it also comes before exceptions that only tell
 * what is wrong with a page.
 */

import type { Finding } from '../check/finding.ts'
import type { ThrownError } from '../journal/entry.ts'
import { caughtWithFates, type Fate } from '../trace/caught.ts'
import type { RunRecord } from '../trace/run-record.ts'
import { exceptionsOf } from '../trace/span.ts'
import { type Window, within } from '../trace/window.ts'
import { hopSuspects } from './hop-suspects.ts'
import type { Sources } from './source.ts'
import { systemFrames } from './stack.ts'
import type { Suspect } from './suspect.ts'
import { undefinedImport } from './undefined-import.ts'

/** Something thrown in the window, from whichever witness saw it. */
interface Incident {
  error: ThrownError
  instance: string
  fate: Fate | 'uncaught'
  caughtAt?: { file: string; line: number; function?: string }
  spanId?: string
  spanName?: string
  /** Who saw it: a catch clause, a span of some name. Each throw may be seen by several. */
  witness: string
  times: number
}

export interface Diagnosis {
  record: RunRecord
  sources: Sources
  window: Window
  /** Stretches of this run that passed; what was thrown there too is no cause. */
  healthy: readonly Window[]
}

const suspectsMax = 5
/** What the worker throws to say what is wrong with a page. */
const pageProblemType = 'PageProblem'
/** Keeps what it is multiplied with below the code of the broken hop (hop-suspects.ts). */
const tellsOfPage = 0.15

export function suspectsOf(finding: Finding, diagnosis: Diagnosis): Suspect[] {
  const usual = new Set(diagnosis.healthy.flatMap((w) => incidents(diagnosis.record, w).map(keyOf)))
  const unusual = incidents(diagnosis.record, diagnosis.window).filter((i) => !usual.has(keyOf(i)))
  const thrown = unusual.flatMap((incident) => incidentSuspects(incident, finding, diagnosis))
  const all = [...thrown, ...hopSuspects(finding, diagnosis.sources)]
  return strongest(all).slice(0, suspectsMax)
}

function incidents(record: RunRecord, window: Window): Incident[] {
  const caught = caughtWithFates(record)
    .filter((c) => within(c.at, window))
    .map(
      (c): Incident => ({
        error: c.error,
        instance: c.instance,
        fate: c.fate,
        caughtAt: c.site,
        witness: `${c.site.file}:${c.site.line}`,
        times: c.count ?? 1,
        ...(c.spanId ? spanOf(record, c.spanId) : {}),
      }),
    )
  const recorded = record.spans
    .filter((span) => span.events.length > 0 && within(span.endMs, window))
    .flatMap((span) =>
      exceptionsOf(span).map(
        (error): Incident => ({
          error,
          instance: span.instance,
          fate: 'recorded',
          spanId: span.spanId,
          spanName: span.name,
          witness: span.name,
          times: 1,
        }),
      ),
    )
  const uncaught = record
    .entries('uncaught')
    .filter((u) => within(u.at, window))
    .map(
      (u): Incident => ({
        error: u.error,
        instance: u.instance,
        fate: 'uncaught',
        witness: u.origin,
        times: 1,
      }),
    )
  return merge([...caught, ...recorded, ...uncaught])
}

function spanOf(record: RunRecord, spanId: string): { spanId: string; spanName?: string } {
  const name = record.span(spanId)?.name
  return name === undefined ? { spanId } : { spanId, spanName: name }
}

/**
 * The same error seen by several witnesses, or again and again, is one incident; it happened as
 * often as the witness saw it that saw it most.
 */
function merge(all: readonly Incident[]): Incident[] {
  const groups = Map.groupBy(all, keyOf)
  return [...groups.values()].flatMap((group) => {
    const worst =
      group.find((i) => i.fate === 'dropped') ?? group.find((i) => i.caughtAt) ?? group[0]
    if (worst === undefined) return []
    const byWitness = Map.groupBy(group, (i) => i.witness)
    const times = [...byWitness.values()].map((seen) => seen.reduce((sum, i) => sum + i.times, 0))
    const spanName = worst.spanName ?? group.find((i) => i.spanName)?.spanName
    return [{ ...worst, times: Math.max(...times), ...(spanName ? { spanName } : {}) }]
  })
}

function keyOf({ error, instance }: Incident): string {
  const frame = systemFrames(error.stack ?? '')[0]
  return `${instance} ${error.type} ${error.message} ${frame?.file}:${frame?.line}`
}

/** How much an incident has to do with a finding. */
function relevance(incident: Incident, finding: Finding): number {
  const fate = {
    dropped: 0.25,
    uncaught: 0.25,
    recorded: 0.1,
    logged: 0.1,
    unheard: 0.1,
    rethrown: 0,
  }
  const sameProcess = finding.instance === incident.instance ? 0.15 : 0
  const sameHop = [finding.hop, finding.nextHop].includes(incident.spanName) ? 0.15 : 0
  const named = finding.summary.includes(incident.error.message) ? 0.1 : 0
  const relevance = 0.3 + fate[incident.fate] + sameProcess + sameHop + named
  // Thrown where the page was looked at, which need not be where it went wrong: it tells the
  // symptom, in good order.
  return incident.error.type === pageProblemType ? relevance * tellsOfPage : relevance
}

function incidentSuspects(incident: Incident, finding: Finding, diagnosis: Diagnosis): Suspect[] {
  const { error, fate, times } = incident
  const words = `\`${error.type}: ${error.message}\``
  const often = times === 1 ? 'once' : `${times} times`
  const score = relevance(incident, finding)
  const thrownAt = systemFrames(error.stack ?? '')[0]
  const suspects: Suspect[] = []
  if (thrownAt) {
    const origin = undefinedImport(error.message, thrownAt, diagnosis.sources)
    if (origin) {
      suspects.push({
        file: origin.file,
        line: origin.line,
        function: origin.exported,
        reason: `\`${origin.exported}\`, exported here, is undefined where ${thrownAt.file}:${thrownAt.line} uses it: ${words}, ${often}.`,
        score: score + 0.05,
      })
    }
    const name = diagnosis.sources.functionAt(thrownAt.file, thrownAt.line) ?? thrownAt.function
    const place = { ...thrownAt, ...(name === undefined ? {} : { function: name }) }
    suspects.push({
      ...place,
      reason: `${words} was thrown here, ${often}${fateWords(incident)}.`,
      score,
    })
  }
  const clause = incident.caughtAt
  const sameLine = clause && thrownAt?.file === clause.file && thrownAt.line === clause.line
  if (clause && fate === 'dropped' && !sameLine) {
    suspects.push({
      ...clause,
      reason: `This catch clause swallowed ${words}, ${often}: nobody was told.`,
      score: thrownAt ? score - 0.05 : score,
    })
  }
  return suspects
}

function fateWords({ fate, caughtAt }: Incident): string {
  const where = caughtAt ? ` at ${caughtAt.file}:${caughtAt.line}` : ''
  if (fate === 'dropped') return ` and swallowed${where}`
  if (fate === 'uncaught') return ' and never caught'
  if (fate === 'unheard') return ` and caught${where}`
  return fate === 'rethrown' ? '' : ` and ${fate}${where}`
}

/** One suspect a place, the strongest reason kept. */
function strongest(suspects: readonly Suspect[]): Suspect[] {
  const best = new Map<string, Suspect>()
  for (const suspect of suspects) {
    const key = `${suspect.file}:${suspect.line}`
    const known = best.get(key)
    if (known === undefined || known.score < suspect.score) best.set(key, suspect)
  }
  return [...best.values()]
    .map((s) => ({ ...s, score: Math.round(Math.min(1, Math.max(0, s.score)) * 100) / 100 }))
    .sort((a, b) => b.score - a.score)
}
