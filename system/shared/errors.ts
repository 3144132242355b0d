/**
 * An error that the operator can put right: its message is one sentence that says what could not
 * be done, why, and what to try. It is shown without a stack trace.
 */
export class OperatorError extends Error {
  override readonly name = 'OperatorError'
}

/** Whatever was thrown, as an Error. */
export function toError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown))
}

/** The sentence of whatever was thrown, without its stack. */
export function errorText(thrown: unknown): string {
  const error = toError(thrown)
  return error.message === '' ? error.name : error.message
}
