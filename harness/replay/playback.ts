/**
 * Which recorded answer a request gets.
 *
 * Every account has a round, beginning with 1. It moves on by one when a page that the account
 * already opened in this round is requested again, and stays at the recording's last. A request gets
 * the recorded answers to its key of that round, in order, the last one again and again. A key
 * without an answer in that round repeats the last one of an earlier round; answers of later rounds
 * are not given. So an account sees the rounds in order, never goes back, and a page that was opened
 * in one round and still loads while another tab has moved on is answered too.
 */
import type { Exchange, Recording } from './recording.ts'
import { requestKey } from './request-key.ts'

/** The answers to one key, in the order of the recording, so by ascending round. */
type Answers = readonly Exchange[]

interface Progress {
  round: number
  /** Keys of the pages opened in this round. */
  opened: Set<string>
  /** For each key the place of the answer given last. */
  given: Map<string, number>
}

export interface Playback {
  /**
   * The answer to this request, and takes note of it; undefined when the recording has none. A HEAD
   * that was not recorded gets the answer to the same GET and changes nothing.
   */
  next(accountId: string, method: string, url: URL, body?: Uint8Array): Exchange | undefined
  /** The same for a request whose key (request-key.ts) is known. */
  nextOf(accountId: string, key: string): Exchange | undefined
  /** The round that the account is in, from 1. */
  roundOf(accountId: string): number
}

export function startPlayback(recording: Recording): Playback {
  const answersByKey = indexByKey(recording)
  const accounts = new Map<string, Progress>()
  function nextOf(accountId: string, key: string): Exchange | undefined {
    const answers = answersByKey.get(key)
    if (answers === undefined) return undefined
    return take(answers, key, progressOf(accounts, accountId), recording.manifest.rounds)
  }
  return {
    next(accountId, method, url, body) {
      const key = requestKey(method, url, body)
      if (method !== 'HEAD' || answersByKey.has(key)) return nextOf(accountId, key)
      return peek(answersByKey, requestKey('GET', url), progressOf(accounts, accountId))
    },
    nextOf,
    roundOf: (accountId) => accounts.get(accountId)?.round ?? 1,
  }
}

function indexByKey(recording: Recording): Map<string, Answers> {
  const inOrder = recording.exchanges.toSorted((a, b) => a.round - b.round || a.index - b.index)
  return Map.groupBy(inOrder, ({ method, url, requestBody }) =>
    requestKey(method, url, requestBody),
  )
}

function progressOf(accounts: Map<string, Progress>, accountId: string): Progress {
  const known = accounts.get(accountId)
  if (known !== undefined) return known
  const fresh: Progress = { round: 1, opened: new Set(), given: new Map() }
  accounts.set(accountId, fresh)
  return fresh
}

function take(answers: Answers, key: string, progress: Progress, rounds: number) {
  if (answers[0]?.isDocument === true) open(key, progress, rounds)
  const place = placeOf(answers, progress.given.get(key) ?? -1, progress.round)
  progress.given.set(key, place)
  return answers[place]
}

function peek(answersByKey: ReadonlyMap<string, Answers>, key: string, progress: Progress) {
  const answers = answersByKey.get(key)
  return answers?.[placeOf(answers, progress.given.get(key) ?? -1, progress.round)]
}

function open(key: string, progress: Progress, rounds: number): void {
  if (progress.opened.has(key)) {
    progress.round = Math.min(progress.round + 1, rounds)
    progress.opened.clear()
  }
  progress.opened.add(key)
}

/** Moves on from the answer given last: over what earlier rounds left, then to this round's next. */
function placeOf(answers: Answers, last: number, round: number): number {
  let place = last
  while ((answers[place + 1]?.round ?? Number.POSITIVE_INFINITY) < round) place += 1
  return answers[place + 1]?.round === round ? place + 1 : place
}
