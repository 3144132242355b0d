/** What workers told of problems with the pages of an account, in spans, logs and metrics. */
import type { RunRecord } from './run-record.ts'
import type { Log, Span } from './span.ts'

const account = 'hiscrm.account.id'
const problem = 'hiscrm.page.problem'

export interface ToldProblems {
  /** In error, with the problem's name; by their end. */
  readonly spans: readonly Span[]
  /** When the account began to have a problem. */
  readonly degraded: readonly Log[]
  /** When it was over; the last one of each `degraded` of that problem. */
  readonly recovered: readonly Log[]
  /** How many problems its metric counts. */
  readonly counted: number
}

export function toldProblems(record: RunRecord): ReadonlyMap<string, ToldProblems> {
  return record.answer(findProblems)
}

const nothing: ToldProblems = { spans: [], degraded: [], recovered: [], counted: 0 }

export function problemsOf(record: RunRecord, accountId: string): ToldProblems {
  return toldProblems(record).get(accountId) ?? nothing
}

function findProblems(record: RunRecord): ReadonlyMap<string, ToldProblems> {
  const spans = record.spans.filter((s) => s.status === 'error' && s.attributes[problem])
  const logs = (event: string) => record.logs.filter((log) => log.event === event)
  const [degraded, recovered] = [logs('account.degraded'), logs('account.recovered')]
  const points = record.metrics.filter(({ name }) => name === 'worker.page.problems')
  const of = <T extends { attributes: Span['attributes'] }>(all: readonly T[], id: string) =>
    all.filter(({ attributes }) => attributes[account] === id)
  const ids = new Set([...spans, ...degraded, ...points].map((one) => one.attributes[account]))
  return new Map(
    [...ids].map((given) => {
      const id = String(given)
      const told = {
        spans: of(spans, id).toSorted((a, b) => a.endMs - b.endMs),
        degraded: of(degraded, id),
        recovered: of(recovered, id),
        counted: of(points, id).reduce((sum, { value }) => sum + value, 0),
      }
      return [id, told] as const
    }),
  )
}

/** Whether an account was degraded, as its logs tell, at this time or at any later one. */
export function isDegradedFrom({ degraded, recovered }: ToldProblems, ms: number): boolean {
  return degraded.some((begin) => {
    if (begin.atMs >= ms) return true
    const end = recovered.find(
      (log) => log.atMs >= begin.atMs && log.attributes[problem] === begin.attributes[problem],
    )
    return end === undefined || end.atMs >= ms
  })
}
