/** Windowing: of many rows of one height only those in sight are in the page. */
import type { RefObject } from 'preact'
import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'preact/hooks'

/** Rows kept ready above and below those in sight. */
const spare = 8
/** Rows that a printed page shows; paper does not scroll. */
const printed = 300

export interface Rows {
  ref: RefObject<HTMLDivElement | null>
  /** The first row in the page and the one after the last. */
  first: number
  end: number
  /** Height of the whole list in pixels, in sight or not. */
  height: number
  /** Rows that a printed page leaves out; 0 on a screen. */
  omitted: number
  /** How many whole rows fit. */
  page: number
  /** Brings a row into sight with as little movement as possible. */
  reveal: (index: number) => void
}

export function useRows(count: number, rowHeight: number): Rows {
  const ref = useRef<HTMLDivElement>(null)
  const [view, setView] = useState({ first: 0, page: 20 })
  const printing = usePrinting()

  useLayoutEffect(() => {
    const box = ref.current
    if (!box) return
    const measure = () => {
      const first = Math.floor(box.scrollTop / rowHeight)
      const page = Math.max(1, Math.floor(box.clientHeight / rowHeight))
      setView((old) => (old.first === first && old.page === page ? old : { first, page }))
    }
    measure()
    const resized = new ResizeObserver(measure)
    resized.observe(box)
    box.addEventListener('scroll', measure, { passive: true })
    return () => {
      resized.disconnect()
      box.removeEventListener('scroll', measure)
    }
  }, [rowHeight])

  const reveal = useCallback(
    (index: number) => {
      const box = ref.current
      if (!box || index < 0) return
      const top = index * rowHeight
      if (top < box.scrollTop) box.scrollTop = top
      const bottom = top + rowHeight - box.clientHeight
      if (bottom > box.scrollTop) box.scrollTop = bottom
    },
    [rowHeight],
  )

  const start = printing ? 0 : Math.max(0, Math.min(view.first, count - view.page) - spare)
  const end = Math.min(count, printing ? printed : view.first + view.page + spare)
  const omitted = printing ? count - end : 0
  const height = (count - omitted) * rowHeight
  return { ref, first: start, end, height, omitted, page: view.page, reveal }
}

function usePrinting(): boolean {
  const [printing, setPrinting] = useState(false)
  useEffect(() => {
    const before = () => setPrinting(true)
    const after = () => setPrinting(false)
    addEventListener('beforeprint', before)
    addEventListener('afterprint', after)
    return () => {
      removeEventListener('beforeprint', before)
      removeEventListener('afterprint', after)
    }
  }, [])
  return printing
}
