import type { ReportModel } from '../../model.ts'
import { Prose } from '../parts/prose.tsx'
import { Section } from '../parts/section.tsx'
import './notes-section.css'

/** What the report leaves out or cannot know. */
export function NotesSection({ model }: { model: ReportModel }) {
  return (
    <Section id="notes" title="Notes">
      {model.notes.length === 0 ? (
        <p class="nothing">Nothing was left out of this report.</p>
      ) : (
        <ul class="notes">
          {model.notes.map((note) => (
            <li key={note}>
              <Prose text={note} />
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
