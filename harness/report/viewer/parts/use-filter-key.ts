import { useLayoutEffect } from 'preact/hooks'

/** `/` goes to the filter in sight, or else to the first one; Escape in a filter empties it. */
export function useFilterKey(): void {
  // Before the first paint, so that a key pressed at once is not lost.
  useLayoutEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key !== '/' || event.ctrlKey || event.metaKey || event.altKey) return
      if (event.target instanceof Element && event.target.matches('input, select, textarea')) return
      const fields = [...document.querySelectorAll<HTMLInputElement>('input[type=search]')]
      const field = fields.find(inSight) ?? fields[0]
      if (!field) return
      event.preventDefault()
      field.focus()
      field.select()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}

function inSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect()
  return top >= 0 && bottom <= innerHeight
}
