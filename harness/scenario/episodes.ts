/** When the accounts of a run move on from one episode of its recording to the next. */
import { RecordingError } from '../replay/recording-error.ts'
import type { Manifest } from '../replay/recording-schema.ts'
import type { Weather } from './weather.ts'

export type Episodes = 'by visits' | 'on demand' | readonly ScheduledEpisode[]

export interface ScheduledEpisode {
  /**
   * Milliseconds since the system's start, in the world's time, as for faults: the faster timers of
   * a `timeScale` do not change it.
   */
  atMs: number
  /** The name of an episode. */
  play: string
  /** For this account only; for all if absent. */
  account?: string
}

/** What of a scenario is looked at here. */
interface Timed {
  episodes?: Episodes
  weather?: Pick<Weather, 'stormMs'>
}

/** A day; also well below what a timer can hold. */
const latestMs = 86_400_000

/** The schedule of a scenario, by ascending time; empty if it has none. */
export function scheduleOf({ episodes }: Timed): ScheduledEpisode[] {
  const schedule = typeof episodes === 'object' ? [...episodes] : []
  return schedule.sort((a, b) => a.atMs - b.atMs)
}

/**
 * @param accounts ids of the run's accounts
 * @throws RecordingError if the schedule cannot be kept: a time that is none or after the storm, an
 *   unknown account or episode, an episode after a later one
 */
export function checkSchedule(
  scenario: Timed,
  { name: recording, episodes }: Pick<Manifest, 'name' | 'episodes'>,
  accounts: readonly string[],
): void {
  const endMs = scenario.weather?.stormMs ?? latestMs
  const reached = new Map(accounts.map((account) => [account, 0]))
  for (const { atMs, play, account } of scheduleOf(scenario)) {
    const what = `The episode ${JSON.stringify(play)} cannot be played at ${atMs} ms`
    if (!Number.isFinite(atMs) || atMs < 0 || atMs >= endMs) {
      throw new RecordingError(
        `${what}: give milliseconds since the system's start, from 0 to below ${endMs}${scenario.weather ? ', when the storm ends' : ''}.`,
      )
    }
    const place = episodes.findIndex(({ name }) => name === play)
    if (place === -1) {
      const known = episodes.map(({ name }) => name).join(', ')
      throw new RecordingError(
        `${what}: the recording ${recording} does not have it. Play one of these: ${known}.`,
      )
    }
    if (account !== undefined && !accounts.includes(account)) {
      throw new RecordingError(
        `${what} for ${account}: there is no such account. Name one of these: ${accounts.join(', ')}.`,
      )
    }
    for (const one of account === undefined ? accounts : [account]) {
      if (place < (reached.get(one) ?? 0)) {
        throw new RecordingError(
          `${what}: by then ${one} has a later one, and no account goes back. Play them in the order of the recording.`,
        )
      }
      reached.set(one, place)
    }
  }
}
