import { RecordingError } from '../recording-error.ts'
import { isFields } from './har-entry.ts'
import { requireHar } from './scrub-har.ts'

/**
 * The HAR without the entries whose address holds one of the texts.
 *
 * @throws RecordingError if a text is in none: it may be misspelt, and would protect nothing
 */
export function leaveOut(har: unknown, texts: readonly string[]): unknown {
  const { log, entries } = requireHar(har)
  const unknown = texts.find((text) => !entries.some((entry) => addressOf(entry).includes(text)))
  if (unknown !== undefined) {
    throw new RecordingError(
      `Nothing could be left out for “${unknown}”: no address in the HAR holds it. Give a part of ` +
        'an address as it stands there, such as imapi.snssdk.com.',
    )
  }
  const kept = entries.filter((entry) => !texts.some((text) => addressOf(entry).includes(text)))
  return { log: { ...log, entries: kept } }
}

function addressOf(entry: unknown): string {
  const request = isFields(entry) ? entry.request : undefined
  const url = isFields(request) ? request.url : undefined
  return typeof url === 'string' ? url : ''
}
