import './pairs.css'

/** Names and values in two columns. */
export function Pairs({ pairs }: { pairs: [string, string][] }) {
  if (pairs.length === 0) return <p class="label">none</p>
  return (
    <dl class="pairs">
      {pairs.map(([name, value]) => (
        <div key={name} class={isLong(value) ? 'pair-long' : ''}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

/** Too long for its column: it gets the whole width. */
function isLong(value: string): boolean {
  return value.length > 60 || value.includes('\n')
}
