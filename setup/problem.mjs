/**
 * A set-up step that cannot be done: what, why and what to try, in sentences. Set-up prints the
 * message as it is and ends with exit code 3.
 */
export class Problem extends Error {
  /**
   * @param {string} cause what could not be done, and why
   * @param {string} cure what the user can do about it
   */
  constructor(cause, cure) {
    super(`${asSentence(cause)} ${asSentence(cure)}`)
    this.name = 'Problem'
  }
}

/** @param {string} text */
function asSentence(text) {
  const trimmed = text.trim()
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`
}
