import './anchors.css'

/** Invisible places for links that call a finding by another of its ids. */
export function Anchors({ ids }: { ids: string[] }) {
  return (
    <>
      {ids.map((id) => (
        <span key={id} id={`finding=${id}`} class="anchor" />
      ))}
    </>
  )
}
