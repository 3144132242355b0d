/** Plays the episodes of a scenario's schedule, each at its time. */
import type { Playback } from '../replay/playback.ts'
import { RecordingError } from '../replay/recording.ts'
import type { ScheduledEpisode } from '../scenario/episodes.ts'

export interface EpisodeScheduleOptions {
  playback: Pick<Playback, 'play'>
  /** Of a checked schedule, by ascending time. */
  schedule: readonly ScheduledEpisode[]
  /** What could not be played after all, in a sentence: something else has played a later one. */
  onProblem(text: string): void
}

/** Its timers are the world's, so it is begun and ended in the world's time. */
export class EpisodeSchedule {
  readonly #options: EpisodeScheduleOptions
  readonly #toCome: Set<ScheduledEpisode>
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(options: EpisodeScheduleOptions) {
    this.#options = options
    this.#toCome = new Set(options.schedule)
  }

  /** The system has started: the times count from now. */
  begin(): void {
    for (const episode of this.#toCome) {
      this.#timers.add(setTimeout(() => this.#play(episode), episode.atMs))
    }
  }

  /** Nothing is played any more. @returns what had yet to come. */
  end(): readonly ScheduledEpisode[] {
    for (const timer of this.#timers) clearTimeout(timer)
    const left = [...this.#toCome]
    this.#toCome.clear()
    return left
  }

  #play(episode: ScheduledEpisode): void {
    this.#toCome.delete(episode)
    try {
      this.#options.playback.play(episode.play, episode.account)
    } catch (error) {
      if (!(error instanceof RecordingError)) throw error
      this.#options.onProblem(error.message)
    }
  }
}
