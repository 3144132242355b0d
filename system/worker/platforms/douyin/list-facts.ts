import type { AnswerFacts } from '../base/page-visit.ts'

export interface FactsSource {
  kind: string
  list: string
  /** The object that holds the list, its cursor and its total. */
  answer: unknown
  query: URLSearchParams
  ids: readonly string[]
  inside: readonly string[]
}

/** What an answer of Douyin says of its list. A cursor that is 0 is the beginning of a list. */
export function factsOf({ answer, query, ...about }: FactsSource): AnswerFacts {
  const total = field(answer, 'total') ?? field(answer, 'total_count')
  return {
    ...about,
    from: cursorIn(query),
    next: hasMore(answer) ? nextOf(answer) : undefined,
    total: typeof total === 'number' ? total : undefined,
  }
}

export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
}

/**
 * An id out of an address, as a text of its own. What `get` gives is a slice of the address, which
 * it keeps alive; and JSON.stringify takes twice as long for a message from the first slice on.
 */
export function idIn(query: URLSearchParams, name: string): string | null {
  const id = query.get(name)
  return id === null ? null : Buffer.from(id).toString()
}

function cursorIn(query: URLSearchParams): string {
  return idIn(query, 'cursor') || idIn(query, 'max_cursor') || '0'
}

function hasMore(answer: unknown): boolean {
  const more = field(answer, 'has_more')
  return more === true || more === 1 || more === '1' || more === 'true'
}

/** Where there is more but no cursor says where, it goes on at its beginning. */
function nextOf(answer: unknown): string {
  const cursor = field(answer, 'cursor') ?? field(answer, 'max_cursor')
  return typeof cursor === 'string' || typeof cursor === 'number' ? String(cursor) : '0'
}
