/** In words, what a page or a process asked for and did not get. */
import type { UnservedEntry } from '../journal/entry.ts'

/** Begins with who asked, and ends without a full stop. */
export function unservedSentence(entry: UnservedEntry): string {
  return `${entry.accountId || 'A page'} ${deedOf(entry)}, which ${lackOf(entry)}`
}

function deedOf({ method, url, message, count = 1 }: UnservedEntry): string {
  const more = count > 1 ? `, and ${count - 1} times more for this or something else` : ''
  if (message === undefined) return `asked for ${method} ${url}${more}`
  return `sent over ${url} the message ${JSON.stringify(message)}${more}`
}

function lackOf({ nearest, elsewhere }: UnservedEntry): string {
  if (elsewhere !== undefined) {
    const { account, episode } = elsewhere
    return account === undefined
      ? `the recording has only in its later episode ${episode}`
      : `the recording has only for its account ${account}, in the episode ${episode}`
  }
  return `the recording lacks${nearest === undefined ? '' : `; the nearest it has is ${nearest}`}`
}
