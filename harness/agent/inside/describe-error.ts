/** An error as plain, bounded data, whatever was thrown. */
export interface ErrorText {
  type: string
  message: string
  stack?: string
}

const longestMessage = 1000
const longestStack = 4000

/**
 * Cuts without a mark of its own, so that a message found whole in a log still begins with it.
 * Paths in the stack lose the root, so that no journal holds a path of the machine it ran on.
 */
export function describeError(error: unknown, shorten: (text: string) => string): ErrorText {
  try {
    if (!(error instanceof Error)) {
      return { type: typeof error, message: String(error).slice(0, longestMessage) }
    }
    const text = {
      type: String(error.name),
      message: String(error.message).slice(0, longestMessage),
    }
    const stack: unknown = error.stack
    return typeof stack === 'string'
      ? { ...text, stack: shorten(stack).slice(0, longestStack) }
      : text
  } catch {
    // A thrown thing may have getters that throw; the report then says so.
    return { type: typeof error, message: 'an error that cannot be read' }
  }
}

/** Type and message alone: the cheap half, for errors that are only counted. */
export function nameError(error: unknown): ErrorText {
  try {
    if (!(error instanceof Error))
      return { type: typeof error, message: String(error).slice(0, 200) }
    return { type: String(error.name), message: String(error.message).slice(0, 200) }
  } catch {
    // As above.
    return { type: typeof error, message: 'an error that cannot be read' }
  }
}
