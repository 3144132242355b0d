/** Reads single values out of an answer's JSON; what is not as it must be is an error that says so. */

export type Json = Readonly<Record<string, unknown>>

export function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The list at this path; the platform writes an empty one as null. */
export function listAt(answer: Json, path: readonly string[]): unknown[] {
  const list = path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), answer)
  if (list === null) return []
  if (!Array.isArray(list)) throw new Error(`it has no list ${path.join('.')}`)
  return list
}

export function object(item: Json, field: string): Json {
  const value = item[field]
  if (isObject(value)) return value
  throw new Error(`an item has no object ${field}`)
}

/** The object along this path; undefined where there is none. */
export function objectAt(item: Json, path: readonly string[]): Json | undefined {
  const found = path.reduce<unknown>((at, key) => (isObject(at) ? at[key] : undefined), item)
  return isObject(found) ? found : undefined
}

export function text(item: Json, field: string): string {
  const value = item[field]
  if (typeof value === 'string') return value
  throw new Error(`an item has no text ${field}`)
}

export function number(item: Json, field: string): number {
  const value = item[field]
  if (typeof value === 'number') return value
  throw new Error(`an item has no number ${field}`)
}

/** A count that need not be there; the platform writes some as digits. */
export function count(item: Json | undefined, field: string): number | null {
  const value = item?.[field]
  if (item === undefined || value === undefined || value === null) return null
  return typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : number(item, field)
}

export function id(item: Json, field: string): string {
  const value = item[field]
  if (typeof value === 'string' && value !== '') return value
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value)
  throw new Error(`an item has no id ${field}`)
}

/** An id that need not be there; `0` stands for none. */
export function optionalId(item: Json | undefined, field: string): string | null {
  const value = item?.[field]
  if (item === undefined || value === undefined || value === null || value === '') return null
  const found = id(item, field)
  return found === '0' ? null : found
}

/** How many a list holds; none where it is not there. */
export function length(item: Json, field: string): number {
  const value = item[field]
  return Array.isArray(value) ? value.length : 0
}
