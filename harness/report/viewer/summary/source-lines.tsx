import type { ReportSuspect } from '../../model.ts'
import { Site } from '../parts/site.tsx'
import './source-lines.css'

/** The lines around a suspected place, the place itself marked. */
export function SourceLines({ suspect }: { suspect: ReportSuspect }) {
  const { source = [] } = suspect
  return (
    <figure class="source">
      <figcaption>
        <Site file={suspect.file} line={suspect.line} name={suspect.function} />
      </figcaption>
      {source.length === 0 ? (
        <p class="source-none">The source of this place could not be read.</p>
      ) : (
        <ol>
          {source.map(({ line, text }) => (
            <li key={line} class={line === suspect.line ? 'source-line source-hit' : 'source-line'}>
              <span class="source-number">{line}</span>
              <code>{text || ' '}</code>
            </li>
          ))}
        </ol>
      )}
    </figure>
  )
}
