import type { Playback } from '../replay/playback.ts'
import { exchangesOf } from '../replay/recorded-answers.ts'
import { type Recording, RecordingError } from '../replay/recording.ts'
import type { Truth } from '../replay/truth.ts'
import type { RecordingTool } from '../scenario/scenario.ts'
import type { WorldPlan } from '../world/world.ts'

export interface Played {
  recording: Recording
  playback: Playback
  truth: Truth
  accounts: WorldPlan['accounts']
}

/** What a story, or a person, can do with the recording that is played to these accounts. */
export function recordingTool({ recording, playback, truth, accounts }: Played): RecordingTool {
  function known(account: string): string {
    if (accounts.some(({ id }) => id === account)) return account
    const ids = accounts.map(({ id }) => id).join(', ')
    throw new RecordingError(
      `There is no account ${account} in this run. Name one of these: ${ids}.`,
    )
  }
  return {
    play: (episode, { account } = {}) => playback.play(episode, account && known(account)),
    episodeOf(account) {
      const place = playback.episodeOf(known(account)) - 1
      return recording.manifest.episodes[place]?.name ?? ''
    },
    newItems(episode, account) {
      const number = recording.manifest.episodes.findIndex(({ name }) => name === episode) + 1
      const own = exchangesOf(recording, playback.recordedAccountOf(known(account)))
      const shown = (from: number, to: number) =>
        new Set(
          own
            .filter((one) => one.episode >= from && one.episode <= to)
            .flatMap(({ index }) => truth.byExchange[index] ?? []),
        )
      const items = [...shown(number, number).difference(shown(1, number - 1))]
      if (items.length > 0) return items
      throw new RecordingError(
        `The recording ${recording.name} shows ${account} nothing new in an episode ${JSON.stringify(episode)}.`,
      )
    },
  }
}
