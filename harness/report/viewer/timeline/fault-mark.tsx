/** A hollow diamond where broken code was loaded, a full one where it was executed. */
export function FaultMark({ kind }: { kind: 'loaded' | 'reached' }) {
  return (
    <svg class={`fault-mark fault-mark-${kind}`} width="11" height="11" viewBox="0 0 11 11">
      <title>{kind}</title>
      <path d="M5.5 1 10 5.5 5.5 10 1 5.5Z" />
    </svg>
  )
}
