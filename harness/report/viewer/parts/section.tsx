import type { ComponentChildren } from 'preact'
import './section.css'

interface Props {
  id: string
  title: string
  /** How much is in it, in words. */
  summary?: string | undefined
  children: ComponentChildren
}

/** A part of the report with a heading one can link to. */
export function Section({ id, title, summary, children }: Props) {
  return (
    <section class="section" id={id} aria-labelledby={`${id}-title`}>
      <header class="section-head">
        <h2 id={`${id}-title`}>
          <a href={`#${id}`}>{title}</a>
        </h2>
        {summary && <p>{summary}</p>}
      </header>
      {children}
    </section>
  )
}
