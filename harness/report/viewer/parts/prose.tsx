import './prose.css'

/** A sentence in which `backticks` mark code. Everything else is taken as it stands. */
export function Prose({ text }: { text: string }) {
  const parts = text.split('`')
  if (parts.length < 3 || parts.length % 2 === 0) return <>{text}</>
  return (
    <>{parts.map((part, index) => (index % 2 === 1 ? <code class="prose">{part}</code> : part))}</>
  )
}
