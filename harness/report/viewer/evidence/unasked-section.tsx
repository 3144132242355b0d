import type { ReportModel } from '../../model.ts'
import { count, counted } from '../parts/format.ts'
import { Section } from '../parts/section.tsx'
import './unasked-section.css'

/** How much of the recording the run asked for: a list of what it did not. */
export function UnaskedSection({ model: { unasked } }: { model: ReportModel }) {
  if (unasked === undefined) return null
  const asked = unasked.of - unasked.count
  const more = unasked.count - unasked.first.length
  return (
    <Section
      id="recording"
      title="Recording"
      summary={`${count(asked)} of ${count(unasked.of)} recorded answers were asked for`}
    >
      {unasked.count === 0 ? (
        <p class="nothing">Everything that the pages could ask for was asked for.</p>
      ) : (
        <div class="panel unasked">
          <table class="table">
            <thead>
              <tr>
                <th class="number">exchange</th>
                <th>never asked for</th>
                <th>episode</th>
                <th>account</th>
              </tr>
            </thead>
            <tbody>
              {unasked.first.map(({ exchange, method, url, episode, account }) => (
                <tr key={exchange}>
                  <td class="number">{exchange}</td>
                  <td class="mono unasked-url">
                    {method} {url}
                  </td>
                  <td>{episode}</td>
                  <td>{account ?? 'every one'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {more > 0 && <p class="label">And {counted(more, 'further one')}.</p>}
      {unasked.statics > 0 && (
        <p class="label">
          Of scripts, images and the like, {count(unasked.statics)} were not asked for.
        </p>
      )}
    </Section>
  )
}
