/**
 * JSON that is read, changed and written without losing a digit: a number that a double would round
 * or write differently is kept as it was written.
 */

/** A number in its own digits; `JSON.stringify` writes them. */
export interface RawNumber {
  readonly rawJSON: string
}

// https://tc39.es/proposal-json-parse-with-source/, which TypeScript's library does not know yet.
declare global {
  interface JSON {
    rawJSON(text: string): RawNumber
  }
}

/** @throws SyntaxError if it is not JSON */
export function parseExactly(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) => {
    const source = context?.source
    if (typeof value !== 'number' || source === undefined || String(value) === source) return value
    return JSON.rawJSON(source)
  })
}

export type JsonObject = Record<string, unknown>

export function isObject(value: unknown): value is JsonObject {
  return (
    typeof value === 'object' && value !== null && !Array.isArray(value) && !('rawJSON' in value)
  )
}

/** The value with every text and number in it replaced by what `change` makes of it. */
export function mapValues(value: unknown, change: (value: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map((one: unknown) => mapValues(one, change))
  if (!isObject(value)) return change(value)
  return Object.fromEntries(
    Object.entries(value).map(([name, one]) => [name, mapValues(one, change)]),
  )
}
