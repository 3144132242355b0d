import type { Playback } from '../replay/playback.ts'
import { type Recording, RecordingError } from '../replay/recording.ts'
import type { RecordingTool } from '../scenario/scenario.ts'
import type { WorldPlan } from '../world/world.ts'

export interface Played {
  recording: Recording
  playback: Playback
  accounts: WorldPlan['accounts']
}

/** What a story, or a person, can do with the recording that is played to these accounts. */
export function recordingTool({ recording, playback, accounts }: Played): RecordingTool {
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
  }
}
