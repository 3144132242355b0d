/** The recorded answers by key, for each recorded account, and which of them comes next. */
import type { Exchange, Recording } from './recording.ts'
import { requestKey } from './request-key.ts'

/** The answers to one key, in the order of the recording, so by ascending episode. */
export type Answers = readonly Exchange[]
export type AnswersByKey = ReadonlyMap<string, Answers>

export class RecordedAnswers {
  readonly #recording: Recording
  /** Made when an account is first asked for. */
  readonly #byAccount = new Map<string | undefined, AnswersByKey>()

  constructor(recording: Recording) {
    this.#recording = recording
  }

  /** @param account a key of manifest.json, or undefined: what everybody was answered */
  of(account: string | undefined): AnswersByKey {
    const known = this.#byAccount.get(account)
    if (known !== undefined) return known
    const answers = indexByKey(exchangesOf(this.#recording, account))
    this.#byAccount.set(account, answers)
    return answers
  }
}

/** The exchanges that an account of this key was answered, and those that everybody was. */
export function exchangesOf({ exchanges }: Recording, account: string | undefined): Exchange[] {
  return exchanges.filter((one) => one.account === undefined || one.account === account)
}

/** Exchanges by ascending episode, in the order of the recording. */
export function inOrder(exchanges: readonly Exchange[]): Exchange[] {
  return exchanges.toSorted((a, b) => a.episode - b.episode || a.index - b.index)
}

function indexByKey(exchanges: readonly Exchange[]): AnswersByKey {
  return Map.groupBy(inOrder(exchanges), ({ method, url, requestBody }) =>
    requestKey(method, url, requestBody),
  )
}

/**
 * Moves on from the answer given last: over what earlier episodes left, then to this episode's next.
 *
 * @param last its place; -1 if none was given yet
 * @returns a place; -1 where neither this episode nor an earlier one has an answer
 */
export function placeOf(answers: Answers, last: number, episode: number): number {
  let place = last
  while ((answers[place + 1]?.episode ?? Number.POSITIVE_INFINITY) < episode) place += 1
  return answers[place + 1]?.episode === episode ? place + 1 : place
}
