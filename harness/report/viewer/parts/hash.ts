/** Every place of a report has an address: `#span=…`, `#finding=…`, `#act=…`, `#logs`. */
import { useLayoutEffect, useState } from 'preact/hooks'

export type Kind = 'span' | 'finding' | 'act' | 'section'

export interface Target {
  kind: Kind
  id: string
  /** Counts up at each visit, so that the same link followed twice is seen twice. */
  visit: number
}

export function hrefOf(kind: Exclude<Kind, 'section'>, id: string): string {
  return `#${kind}=${encodeURIComponent(id)}`
}

export function parseHash(hash: string): { kind: Kind; id: string } | undefined {
  const [, key = '', id] = /^#([a-z]+)(?:=(.*))?$/.exec(hash) ?? []
  if (key === '') return undefined
  if (id === undefined) return { kind: 'section', id: key }
  if (key !== 'span' && key !== 'finding' && key !== 'act') return undefined
  return { kind: key, id: decode(id) }
}

/** The place that the address names now; follows links, also to where one already is. */
export function useTarget(): Target | undefined {
  const [target, setTarget] = useState(() => read(0))
  useLayoutEffect(() => {
    let visit = 0
    const go = () => {
      visit += 1
      setTarget(read(visit))
    }
    const again = (event: MouseEvent) => {
      const link = event.target instanceof Element ? event.target.closest('a') : null
      if (link && link.getAttribute('href') === location.hash) go()
    }
    addEventListener('hashchange', go)
    document.addEventListener('click', again)
    return () => {
      removeEventListener('hashchange', go)
      document.removeEventListener('click', again)
    }
  }, [])
  return target
}

function read(visit: number): Target | undefined {
  const place = parseHash(location.hash)
  return place && { ...place, visit }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    // A stray percent sign: the address was written by hand, so take it as it stands.
    return text
  }
}
