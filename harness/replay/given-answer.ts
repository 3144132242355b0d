/**
 * The seam between playback and what is sent: the recorded answer, or what the page faults in force
 * make of it. The replay proxy and the simulated browsers both go through here.
 */
import type { PagePart } from '../fault/page/page-answer.ts'
import type { PagesUnderFault, PlacedAnswer } from '../fault/page/pages-under-fault.ts'
import type { Exchange } from './recording.ts'
import type { Asked } from './replay-entries.ts'

/**
 * @param nowMs milliseconds since 1970
 * @param asked with the whole address
 */
export function givenAnswer(
  faults: PagesUnderFault,
  { accountId, method, address }: Asked,
  exchange: Exchange,
  nowMs: number,
): PlacedAnswer {
  // Most often, and then it costs nothing.
  if (faults.idle) return asRecorded(exchange)
  const question = { accountId, method, url: new URL(address), part: partOf(exchange), nowMs }
  return faults.answer(question, exchange)
}

/** An answer that nothing altered. */
export function asRecorded(exchange: Exchange): PlacedAnswer {
  return { answer: exchange, faults: [], exchange: exchange.index }
}

function partOf({ isDocument, isApi, mimeType }: Exchange): PagePart {
  if (isDocument) return 'document'
  if (isApi) return 'api'
  return /\bjavascript\b/.test(mimeType) ? 'script' : 'other'
}
