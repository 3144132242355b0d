/**
 * A recording cannot be used. The message is a sentence for the user: which file, what is wrong
 * with it, and what to do about it.
 */
export class RecordingError extends Error {
  override readonly name = 'RecordingError'
}
