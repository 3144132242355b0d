import { pageFaults } from '../fault/page/page-faults.ts'
import type { ServedEntry } from '../journal/entry.ts'
import { isDegradedFrom, problemsOf, type ToldProblems } from '../trace/page-problems.ts'
import type { RunRecord } from '../trace/run-record.ts'
import { count, type Finding, type Invariant, judgement, type Question } from './finding.ts'

const id = 'degrades-loudly'
/** Of the harness's clock and the worker's, where they are two. */
const clockSlackMs = 100
/** A worker that is killed so soon after an answer need not have told of it yet. */
const tellingMs = 60_000

/** Kinds that a good worker can only meet by telling of them. */
const loudKinds: ReadonlySet<string> = new Set(
  pageFaults.filter(({ meets }) => meets === 'loud').map(({ name }) => name),
)

/** An answer that a loud kind altered. */
interface Altered {
  fault: string
  answer: ServedEntry
}

/** Nothing fails silently: what is wrong with a page is told, in every signal that somebody may watch. */
export const degradesLoudly: Invariant = {
  id,
  scope: 'run',
  title: 'what is wrong with a page is told',
  description:
    'After every answer that a page fault altered in a way that costs something, a span of that account ends in error with hiscrm.page.problem; the account is degraded by its logs (account.degraded) then or later; and worker.page.problems counts it.',
  applies: ({ record, window }) =>
    record.entries('served').some((one) => one.at < window.toMs && alterationsOf(one).length > 0),
  judge(question) {
    const due = dueAnswers(question)
    const findings = [...Map.groupBy(due, ({ fault, answer }) => `${fault} ${answer.accountId}`)]
      .map(([, answers]) => findingOf(question, answers))
      .filter((finding) => finding !== undefined)
    return judgement(id, due.length, findings, 'Every answer was altered too late to be told yet.')
  },
}

function alterationsOf(answer: ServedEntry): Altered[] {
  const loud = (answer.faults ?? []).filter((fault) => loudKinds.has(fault.split(':')[0] ?? ''))
  return loud.map((fault) => ({ fault, answer }))
}

function dueAnswers({ record, window, final, graceMs }: Question): Altered[] {
  const untilMs = final ? window.toMs : window.toMs - graceMs
  return record
    .entries('served')
    .filter(({ at, accountId }) => at < untilMs && !wasCutShort(record, accountId, at))
    .flatMap(alterationsOf)
}

/** Whether the worker of an account died before it had time to tell. */
function wasCutShort(record: RunRecord, accountId: string, atMs: number): boolean {
  return deathsAfter(record, accountId, atMs).some((ms) => ms < atMs + tellingMs)
}

/** When workers that had the account, or may have had it, were killed from a time on. */
function deathsAfter(record: RunRecord, accountId: string, atMs: number): number[] {
  const host = hostsOf(record).get(accountId)
  return record
    .entries('process')
    .filter(({ phase }) => phase === 'killed' || phase === 'lost')
    .filter((entry) => (host === undefined ? entry.host !== 'master' : entry.host === host))
    .map(({ at }) => at)
    .filter((ms) => ms >= atMs)
}

/** Which host has which account, as far as any crawl has told. */
function hostsOf(record: RunRecord): ReadonlyMap<string, string> {
  return record.answer(findHosts)
}

function findHosts(record: RunRecord): ReadonlyMap<string, string> {
  return new Map(
    record
      .spansNamed('crawl.round')
      .map(({ attributes, instance }) => [
        String(attributes['hiscrm.account.id']),
        record.hostOf(instance),
      ]),
  )
}

function findingOf({ record }: Question, answers: readonly Altered[]): Finding | undefined {
  const [first] = answers
  if (first === undefined) return undefined
  const { fault, answer } = first
  const told = problemsOf(record, answer.accountId)
  const silencesOf = (one: Altered) => {
    // Metrics are handed over now and then; what is killed takes its counts with it.
    const isKilled = deathsAfter(record, one.answer.accountId, one.answer.at).length > 0
    return silences(told, one.answer.at, isKilled)
  }
  const untold = answers.filter((one) => silencesOf(one).length > 0)
  const [silent] = untold
  if (silent === undefined) return undefined
  const missing = silencesOf(silent).join(', ')
  return {
    invariant: id,
    verdict: 'fail',
    hop: 'page',
    summary: `${fault} altered ${count(untold.length, 'answer')} to ${answer.accountId}, and the worker did not tell: there is ${missing}.`,
    evidence: told.spans.slice(-5).map(({ spanId }) => spanId),
    items: [],
    atMs: silent.answer.at,
    basis: 'telemetry',
  }
}

/** What is missing of all that should tell of an answer. */
function silences(told: ToldProblems, atMs: number, isKilled: boolean): string[] {
  const last = told.spans.at(-1)
  return [
    ...(last !== undefined && last.endMs >= atMs - clockSlackMs
      ? []
      : ['no span in error with hiscrm.page.problem after it']),
    ...(isDegradedFrom(told, atMs - clockSlackMs) ? [] : ['no log account.degraded for it']),
    ...(told.counted > 0 || isKilled ? [] : ['no worker.page.problems']),
  ]
}
