import type { ReportEpisode } from '../../model.ts'
import { moment } from '../parts/format.ts'
import type { Scale } from './scale.ts'
import './episode-row.css'

interface EpisodeRowProps {
  account: string
  episodes: ReportEpisode[]
  scale: Scale
}

/** What an account was shown: the episodes of the recording as sections of the axis. */
export function EpisodeRow({ account, episodes, scale }: EpisodeRowProps) {
  return (
    <div class="timeline-row">
      <span class="timeline-label label" title={`what ${account} was shown`}>
        {account}
      </span>
      <div class="timeline-track episode-track">
        {episodes.map(({ name, title, startMs, endMs }) => (
          <span
            key={`${name} ${startMs}`}
            class="episode"
            style={{ left: scale.at(startMs), width: scale.span(startMs, endMs) }}
            title={`${name}, from ${moment(startMs)} on: ${title}`}
          >
            {name}
          </span>
        ))}
      </div>
    </div>
  )
}
