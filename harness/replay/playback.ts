/**
 * Which recorded answer a request gets.
 *
 * Every account has an episode, beginning with 1. It moves on by one when a page that the account
 * already opened in this episode is requested again, and stays at the recording's last. A request gets
 * the recorded answers to its key of that episode, in order, the last one again and again. A key
 * without an answer in that episode repeats the last one of an earlier episode; answers of later episodes
 * are not given. So an account sees the episodes in order, never goes back, and a page that was opened
 * in one episode and still loads while another tab has moved on is answered too.
 */
import type { Exchange, Recording } from './recording.ts'
import { requestKey } from './request-key.ts'

/** The answers to one key, in the order of the recording, so by ascending episode. */
type Answers = readonly Exchange[]

interface Progress {
  episode: number
  /** Keys of the pages opened in this episode. */
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
  /** The episode that the account is in, from 1. */
  episodeOf(accountId: string): number
}

export function startPlayback(recording: Recording): Playback {
  const answersByKey = indexByKey(recording)
  const accounts = new Map<string, Progress>()
  function nextOf(accountId: string, key: string): Exchange | undefined {
    const answers = answersByKey.get(key)
    if (answers === undefined) return undefined
    return take(answers, key, progressOf(accounts, accountId), recording.manifest.episodes.length)
  }
  return {
    next(accountId, method, url, body) {
      const key = requestKey(method, url, body)
      if (method !== 'HEAD' || answersByKey.has(key)) return nextOf(accountId, key)
      return peek(answersByKey, requestKey('GET', url), progressOf(accounts, accountId))
    },
    nextOf,
    episodeOf: (accountId) => accounts.get(accountId)?.episode ?? 1,
  }
}

function indexByKey(recording: Recording): Map<string, Answers> {
  const inOrder = recording.exchanges.toSorted((a, b) => a.episode - b.episode || a.index - b.index)
  return Map.groupBy(inOrder, ({ method, url, requestBody }) =>
    requestKey(method, url, requestBody),
  )
}

function progressOf(accounts: Map<string, Progress>, accountId: string): Progress {
  const known = accounts.get(accountId)
  if (known !== undefined) return known
  const fresh: Progress = { episode: 1, opened: new Set(), given: new Map() }
  accounts.set(accountId, fresh)
  return fresh
}

function take(answers: Answers, key: string, progress: Progress, episodes: number) {
  if (answers[0]?.isDocument === true) open(key, progress, episodes)
  const place = placeOf(answers, progress.given.get(key) ?? -1, progress.episode)
  progress.given.set(key, place)
  return answers[place]
}

function peek(answersByKey: ReadonlyMap<string, Answers>, key: string, progress: Progress) {
  const answers = answersByKey.get(key)
  return answers?.[placeOf(answers, progress.given.get(key) ?? -1, progress.episode)]
}

function open(key: string, progress: Progress, episodes: number): void {
  if (progress.opened.has(key)) {
    progress.episode = Math.min(progress.episode + 1, episodes)
    progress.opened.clear()
  }
  progress.opened.add(key)
}

/** Moves on from the answer given last: over what earlier episodes left, then to this episode's next. */
function placeOf(answers: Answers, last: number, episode: number): number {
  let place = last
  while ((answers[place + 1]?.episode ?? Number.POSITIVE_INFINITY) < episode) place += 1
  return answers[place + 1]?.episode === episode ? place + 1 : place
}
