/** The episodes of a recording that is being made. */
import { RecordingError } from '../recording-error.ts'

/** Where they are written down. */
export interface EpisodeLog {
  beginEpisode(name: string, title: string): number
  nameEpisode(number: number, name: string, title: string): void
}

export const firstEpisode = {
  name: 'first-visit',
  title: 'The pages as they were at first',
} as const

export class Episodes {
  readonly #log: EpisodeLog
  readonly #names = new Set<string>()
  #current = { number: 0, name: '' }

  constructor(log: EpisodeLog) {
    this.#log = log
    this.begin(firstEpisode.name, firstEpisode.title)
  }

  get current(): { readonly number: number; readonly name: string } {
    return this.#current
  }

  /** @throws RecordingError if the name cannot be one, or is one already */
  begin(name: string, title: string): void {
    this.#admit(name)
    this.#current = { number: this.#log.beginEpisode(name, title), name }
  }

  /** Gives the current episode another name. @throws RecordingError as `begin` does */
  rename(name: string, title: string): void {
    this.#names.delete(this.#current.name)
    this.#admit(name)
    this.#current = { ...this.#current, name }
    this.#log.nameEpisode(this.#current.number, name, title)
  }

  #admit(name: string): void {
    if (!/^[a-z0-9][a-z0-9-]{0,79}$/.test(name)) {
      throw new RecordingError(
        `An episode cannot be named ${JSON.stringify(name)}. Give a name in lower case with ` +
          'hyphens, as new-comment.',
      )
    }
    if (this.#names.has(name)) {
      throw new RecordingError(`There is an episode ${name} already. Give another name.`)
    }
    this.#names.add(name)
  }
}
