import { RecordingError } from '../replay/recording.ts'
import type { RecordingTool } from '../scenario/scenario.ts'
import type { Stage } from './stage.ts'

/** What a story can do with the recording that its run plays. */
export function recordingTool(stage: Pick<Stage, 'recording' | 'playback' | 'accounts'>) {
  const { recording, playback, accounts } = stage
  function known(account: string): string {
    if (accounts.some(({ id }) => id === account)) return account
    const ids = accounts.map(({ id }) => id).join(', ')
    throw new RecordingError(
      `The story speaks of the account ${account}, which this run does not have. Name one of these: ${ids}.`,
    )
  }
  const tool: RecordingTool = {
    play: (episode, { account } = {}) => playback.play(episode, account && known(account)),
    episodeOf(account) {
      const place = playback.episodeOf(known(account)) - 1
      return recording.manifest.episodes[place]?.name ?? ''
    },
  }
  return tool
}
