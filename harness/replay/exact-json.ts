/** Parses JSON and keeps every digit: an integer too large for a double stays as its text. */
export function parseExactJson(source: string): unknown {
  return JSON.parse(source, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (context?.source ?? value)
      : value,
  )
}
