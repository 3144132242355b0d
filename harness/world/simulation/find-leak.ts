/**
 * Two runs of a seed should be the same to the last byte. Where they are not, something real has
 * leaked in: time, chance, the order of files or of a hash, a thread. This says where, by running
 * twice and comparing every call by which code meets the simulation; then twice again for stacks.
 */
import { type Difference, firstDifference } from '../../journal/first-difference.ts'
import { CallLog, type LoggedCall } from './kernel/call-log.ts'

export interface Leak {
  /** Where the journals part; undefined if they do not, though what was done differs. */
  journal: Difference | undefined
  /** The first call that differs, in one run and in the other; undefined where a run has ended. */
  one: LoggedCall | undefined
  other: LoggedCall | undefined
  /** The last call that is the same in both. */
  before: LoggedCall | undefined
  /** All of it, for a person. */
  sentence: string
}

/** Runs a seed, tells the log every call, and gives the journal. */
export type RunOnce = (calls: CallLog) => Promise<string>

/** Of so many calls the first pass takes the stacks; a leak may show in a first run only. */
const firstStacks = 20_000
/** How many calls around the first difference have their stacks taken. */
const margin = 40
/** A leak shows at another place each time; so often its stack is tried for. */
const mostPasses = 4

/** Undefined if two runs are the same. */
export async function findLeak(runOnce: RunOnce): Promise<Leak | undefined> {
  let found = await compare(runOnce, undefined)
  for (let pass = 1; found !== undefined && !hasStack(found) && pass < mostPasses; pass++) {
    found = (await compare(runOnce, found.index)) ?? found
  }
  return found
}

interface Found extends Leak {
  index: number
}

function hasStack({ one, other }: Leak): boolean {
  return (one ?? other)?.stack !== undefined
}

async function compare(runOnce: RunOnce, near: number | undefined): Promise<Found | undefined> {
  const window =
    near === undefined ? { from: 0, to: firstStacks } : { from: near - margin, to: near + margin }
  const [a, b] = [new CallLog(window), new CallLog(window)]
  const journals = [await runOnce(a), await runOnce(b)] as const
  const journal = firstDifference(...journals)
  const longest = Math.max(a.calls.length, b.calls.length)
  let index = 0
  while (index < longest && same(a.calls[index], b.calls[index])) index++
  if (index === longest && journal === undefined) return undefined
  const [one, other, before] = [a.calls[index], b.calls[index], a.calls[index - 1]]
  return { index, journal, one, other, before, sentence: sentence({ journal, one, other, before }) }
}

function same(one: LoggedCall | undefined, other: LoggedCall | undefined): boolean {
  return sameAct(one, other) && one?.detail === other?.detail
}

function sameAct(one: LoggedCall | undefined, other: LoggedCall | undefined): boolean {
  return one?.kind === other?.kind && one?.host === other?.host && one?.life === other?.life
}

function sentence({ journal, one, other, before }: Omit<Leak, 'sentence'>): string {
  const parts: string[] = []
  if (journal) {
    parts.push(
      `Two runs of the same seed part at line ${journal.line}${journal.path ? `, ${journal.path}` : ''} of the journal: ${journal.one} in one, ${journal.other} in the other.`,
    )
  } else parts.push('Two runs of the same seed write the same journal, but do not do the same.')
  if (one === undefined && other === undefined) {
    parts.push(
      'All calls by which code meets the simulation are the same: what differs comes from the harness itself.',
    )
  } else if (sameAct(one, other) && one && other) {
    parts.push(
      `The first call that differs is ${one.kind} of ${one.host}: ${one.detail} in one, ${other.detail} in the other. What leaked is in it, or since ${nameOf(before)}.`,
      stackOf(one),
    )
  } else {
    parts.push(
      `The order differs: after ${nameOf(before)} comes ${nameOf(one)} in one, ${nameOf(other)} in the other. Something decides by what is not simulated: true time, a thread, the order of files or of a hash.`,
      stackOf(one ?? other),
    )
  }
  return parts.filter((part) => part !== '').join('\n')
}

function nameOf(call: LoggedCall | undefined): string {
  if (call === undefined) return 'nothing'
  const place = /^\s*at (.*)$/m.exec(call.stack ?? '')?.[1]
  return `${call.kind} of ${call.host} (${call.detail}${place ? `, at ${place}` : ''})`
}

function stackOf(call: LoggedCall | undefined): string {
  return call?.stack ?? ''
}
