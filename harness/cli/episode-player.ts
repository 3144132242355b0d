/** Plays episodes as a person asks for them, line by line. */
import { RecordingError } from '../replay/recording.ts'
import { type Played, recordingTool } from '../run/recording-tool.ts'

export class EpisodePlayer {
  readonly #played: Played
  readonly #say: (text: string) => void

  constructor(played: Played, say: (text: string) => void) {
    this.#played = played
    this.#say = say
  }

  /** An empty line plays the next episode; a name plays that one, for one account if it follows. */
  take(line: string): void {
    const [episode, account, ...rest] = line.split(/\s+/).filter((word) => word !== '')
    if (episode === undefined) {
      this.next()
      return
    }
    if (rest.length > 0) {
      this.#say(`Could not read “${line}”: write the name of an episode, and an account or none.`)
      return
    }
    this.#play(episode, account)
  }

  /** Plays for all what comes after the furthest that any account is at. */
  next(): void {
    const { recording, playback, accounts } = this.#played
    const furthest = Math.max(1, ...accounts.map(({ id }) => playback.episodeOf(id)))
    const next = recording.manifest.episodes[furthest]
    if (next === undefined) this.#say('That was the last episode; the pages stay as they are.')
    else this.#play(next.name)
  }

  get isOver(): boolean {
    const { recording, playback, accounts } = this.#played
    const last = recording.manifest.episodes.length
    return accounts.every(({ id }) => playback.episodeOf(id) === last)
  }

  #play(episode: string, account?: string): void {
    try {
      recordingTool(this.#played).play(episode, account === undefined ? {} : { account })
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error
      this.#say(error.message)
    }
  }
}
