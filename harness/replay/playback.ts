/**
 * Which recorded answer a request gets.
 *
 * **Accounts.** Where the traffic is of several accounts, those of the run stand for them in order:
 * the n-th for the n-th recorded one, and from the first again when there are no more. An account is
 * answered what was recorded for its own and what was recorded for everybody, nothing else.
 *
 * **Episodes.** Every account has an episode, beginning with 1, and never goes back: what has
 * happened on an account does not unhappen, and nothing that was shown is taken away. There are two
 * ways on:
 * - by visits, one by one: when a page that the account already opened in this episode is requested
 *   again. A page that an answer redirected to is no visit of its own: three pages that lead to the
 *   same login are one round.
 * - when it is played (`play`), from any episode to any later one.
 *
 * The last episode stays. A request gets the recorded answers to its key of that episode, in order,
 * the last one again and again. A key without an answer in that episode repeats the last one of an
 * earlier episode; answers of later episodes are not given. So a page that still loads when the
 * episode changes is answered too: the further pages of its list come under the cursors that its
 * first page named, as they were recorded, or as they are now where the list still has that cursor.
 */
import { type AnswersByKey, placeOf, RecordedAnswers } from './recorded-answers.ts'
import type { Exchange, Recording } from './recording.ts'
import { RecordingError } from './recording-error.ts'
import { redirectTarget } from './redirect.ts'
import { requestKey } from './request-key.ts'

/** What moves an account on to its next episode; what is played does so in any case. */
export type Advance = 'by visits' | 'on demand'

export interface PlaybackOptions {
  /** Ids of the run's accounts, in order; others come after them, in the order in which they ask. */
  accounts?: readonly string[]
  /** `by visits` unless given. */
  advance?: Advance
  /** Told of every episode in which an account is shown something, its first one too. */
  onEpisode?(begun: BegunEpisode): void
}

export interface BegunEpisode {
  readonly accountId: string
  /** From 1. */
  readonly episode: number
  readonly name: string
  readonly title: string
  readonly by: 'visit' | 'play'
}

export interface Playback {
  /**
   * The answer to this request, and takes note of it; undefined when the recording has none. A HEAD
   * that was not recorded gets the answer to the same GET and changes nothing. Takes constant time.
   */
  next(accountId: string, method: string, url: URL, body?: Uint8Array): Exchange | undefined
  /** The same for a request whose key (request-key.ts) is known. */
  nextOf(accountId: string, key: string): Exchange | undefined
  /**
   * Where this key was recorded, if not for this account by now: in an episode of its own that is
   * yet to come, else for another recorded account.
   */
  elsewhere(accountId: string, key: string): Elsewhere | undefined
  /** The episode that the account is in, from 1. */
  episodeOf(accountId: string): number
  /** The key of the recorded account that this one stands for; undefined if none is told apart. */
  recordedAccountOf(accountId: string): string | undefined
  /**
   * Begins this episode for an account, or for all, also those that have not asked anything yet.
   * Does nothing for an account that is in it already.
   *
   * @throws RecordingError when there is no such episode, or an account is past it
   */
  play(episodeName: string, accountId?: string): void
  /** From now on `follower` is told of every episode that begins, as `onEpisode` is, and after it. */
  follow(follower: (begun: BegunEpisode) => void): void
  /** What has been given so far of what could have been. */
  coverage(): Coverage
}

export interface Elsewhere {
  /** Its name. */
  readonly episode: string
  /** The key of the other recorded account. */
  readonly account?: string
}

/** In the order of the recording. */
export interface Coverage {
  /** What the episodes that accounts were shown hold for them. */
  readonly reached: readonly Exchange[]
  /** What of that was given to no account. */
  readonly unasked: readonly Exchange[]
}

interface Progress {
  readonly accountId: string
  readonly recorded: string | undefined
  episode: number
  /** The episodes that were told of; the last is the one it is in, once that was told. */
  readonly told: Set<number>
  /** Keys of the pages opened in this episode. */
  readonly opened: Set<string>
  /** Keys of the pages that answers have redirected to, and that have not been asked yet. */
  readonly redirected: Set<string>
  /** For each key the place of the answer given last. */
  readonly given: Map<string, number>
}

export function startPlayback(recording: Recording, options: PlaybackOptions = {}): Playback {
  return new RecordedPlayback(recording, options)
}

class RecordedPlayback implements Playback {
  readonly #recording: Recording
  readonly #options: PlaybackOptions
  readonly #answers: RecordedAnswers
  readonly #followers: ((begun: BegunEpisode) => void)[] = []
  readonly #accounts = new Map<string, Progress>()
  readonly #numbers: ReadonlyMap<string, number>
  readonly #given = new Set<Exchange>()
  /** Where an account that asks for the first time begins. */
  #firstEpisode = 1

  constructor(recording: Recording, options: PlaybackOptions) {
    this.#recording = recording
    this.#options = options
    this.#answers = new RecordedAnswers(recording)
    this.#numbers = new Map(recording.manifest.episodes.map(({ name }, place) => [name, place + 1]))
    for (const accountId of options.accounts ?? []) this.#progressOf(accountId)
  }

  next(accountId: string, method: string, url: URL, body?: Uint8Array): Exchange | undefined {
    const key = requestKey(method, url, body)
    const progress = this.#progressOf(accountId)
    const isPeek = method === 'HEAD' && !this.#answersOf(progress).has(key)
    return isPeek ? this.#peek(progress, requestKey('GET', url)) : this.#take(progress, key)
  }

  nextOf(accountId: string, key: string): Exchange | undefined {
    return this.#take(this.#progressOf(accountId), key)
  }

  elsewhere(accountId: string, key: string): Elsewhere | undefined {
    const { recorded, episode } = this.#progressOf(accountId)
    const { accounts = [], episodes } = this.#recording.manifest
    const firstOf = (account: string | undefined) => this.#answers.of(account).get(key)?.[0]
    const nameOf = (one: Exchange) => episodes[one.episode - 1]?.name ?? ''
    const own = firstOf(recorded)
    if (own !== undefined) return own.episode > episode ? { episode: nameOf(own) } : undefined
    for (const { key: account } of accounts) {
      const found = firstOf(account)
      if (found !== undefined) return { episode: nameOf(found), account }
    }
    return undefined
  }

  follow(follower: (begun: BegunEpisode) => void): void {
    this.#followers.push(follower)
  }

  episodeOf(accountId: string): number {
    return this.#accounts.get(accountId)?.episode ?? this.#firstEpisode
  }

  recordedAccountOf(accountId: string): string | undefined {
    return this.#progressOf(accountId).recorded
  }

  play(episodeName: string, accountId?: string): void {
    const episode = this.#numberOf(episodeName)
    const players =
      accountId === undefined ? [...this.#accounts.values()] : [this.#progressOf(accountId)]
    const ahead = players.find((progress) => progress.episode > episode)
    if (ahead !== undefined) throw this.#goesBack(ahead, episodeName)
    if (accountId === undefined) this.#firstEpisode = episode
    for (const progress of players) {
      if (progress.episode < episode) begin(progress, episode)
      this.#tell(progress, 'play')
    }
  }

  coverage(): Coverage {
    const accounts = [...this.#accounts.values()]
    const reached = this.#recording.exchanges.filter(({ account, episode }) =>
      accounts.some(
        ({ recorded, told }) =>
          (account === undefined || account === recorded) && told.has(episode),
      ),
    )
    return { reached, unasked: reached.filter((one) => !this.#given.has(one)) }
  }

  #numberOf(episodeName: string): number {
    const number = this.#numbers.get(episodeName)
    if (number !== undefined) return number
    throw new RecordingError(
      `The recording ${this.#recording.name} has no episode ${JSON.stringify(episodeName)}. ` +
        `Play one of these: ${[...this.#numbers.keys()].join(', ')}.`,
    )
  }

  #goesBack({ accountId, episode }: Progress, wanted: string): RecordingError {
    const { name, manifest } = this.#recording
    const [current, ...later] = manifest.episodes.slice(episode - 1)
    const choices = later.map((one) => one.name).join(', ')
    return new RecordingError(
      `The episode ${wanted} of the recording ${name} cannot be played: ${accountId} is in ` +
        `${current?.name} already, and no account goes back. ` +
        (choices === '' ? 'That is the last one.' : `Still to come are: ${choices}.`),
    )
  }

  #progressOf(accountId: string): Progress {
    const known = this.#accounts.get(accountId)
    if (known !== undefined) return known
    const { accounts = [] } = this.#recording.manifest
    const fresh: Progress = {
      accountId,
      recorded: accounts[this.#accounts.size % accounts.length]?.key,
      episode: this.#firstEpisode,
      told: new Set(),
      opened: new Set(),
      redirected: new Set(),
      given: new Map(),
    }
    this.#accounts.set(accountId, fresh)
    return fresh
  }

  #answersOf({ recorded }: Progress): AnswersByKey {
    return this.#answers.of(recorded)
  }

  #take(progress: Progress, key: string): Exchange | undefined {
    const answers = this.#answersOf(progress).get(key)
    if (answers === undefined) return undefined
    if (answers[0]?.isDocument === true && !progress.redirected.delete(key)) {
      this.#open(progress, key)
    }
    this.#tell(progress, 'visit')
    const place = placeOf(answers, progress.given.get(key) ?? -1, progress.episode)
    progress.given.set(key, place)
    const answer = answers[place]
    if (answer !== undefined) this.#given.add(answer)
    const target = answer && redirectTarget(answer)
    if (target !== undefined) progress.redirected.add(requestKey('GET', target))
    return answer
  }

  #peek(progress: Progress, key: string): Exchange | undefined {
    const answers = this.#answersOf(progress).get(key)
    return answers?.[placeOf(answers, progress.given.get(key) ?? -1, progress.episode)]
  }

  #open(progress: Progress, key: string): void {
    const isLast = progress.episode === this.#recording.manifest.episodes.length
    const advances = this.#options.advance !== 'on demand' && !isLast
    if (advances && progress.opened.has(key)) begin(progress, progress.episode + 1)
    progress.opened.add(key)
  }

  #tell(progress: Progress, by: BegunEpisode['by']): void {
    const { accountId, episode, told } = progress
    const about = this.#recording.manifest.episodes[episode - 1]
    if (told.has(episode) || about === undefined) return
    told.add(episode)
    const { name, title } = about
    const begun = { accountId, episode, name, title, by }
    this.#options.onEpisode?.(begun)
    for (const follower of this.#followers) follower(begun)
  }
}

function begin(progress: Progress, episode: number): void {
  progress.episode = episode
  progress.opened.clear()
  progress.redirected.clear()
}
