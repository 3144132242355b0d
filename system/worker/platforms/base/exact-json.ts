/** A whole number of 16 digits or more outside of what a double holds exactly, nearly always. */
const longNumber = /(?:^|[[{:,\s])-?\d{16,}/

/**
 * Parses JSON and loses no digit: an integer that a double cannot hold exactly, such as an id of 19
 * digits, becomes its text. Throws as JSON.parse does.
 */
export function parseExactJson(text: string): unknown {
  // A reviver makes it many times slower, and hardly any answer needs it.
  if (!longNumber.test(text)) return JSON.parse(text)
  return JSON.parse(text, (_key, value: unknown, context?: { source?: string }) =>
    typeof value === 'number' && Number.isInteger(value) && !Number.isSafeInteger(value)
      ? wholeNumber(context?.source, value)
      : value,
  )
}

/** Only what is written as digits is an id; `1e30` stays a number. */
function wholeNumber(source: string | undefined, value: number): string | number {
  return source !== undefined && /^-?\d+$/.test(source) ? source : value
}
