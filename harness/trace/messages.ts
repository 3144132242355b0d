/** Messages between processes, as the spans that process them tell of them. */
import type { RunRecord } from './run-record.ts'
import type { Span } from './span.ts'

/** A message that a process took in and acted on. */
export interface Processed {
  span: Span
  /** Its place among all of them. */
  order: number
  messageId: string
  type: string
  connectionId: string | undefined
  /** Why it was refused, if it was. */
  refusal: string | undefined
}

/** In the order of the journal, which is the order in which each process ended them. */
export function processedMessages(record: RunRecord): readonly Processed[] {
  return record.answer(findProcessed)
}

/**
 * Whether one was surely over before the other began: by the journal's order and by the clock of
 * the one process that both were in. Where the two disagree, nothing is sure.
 */
export function surelyBefore(one: Processed, other: Processed): boolean {
  return one.order < other.order && one.span.startMs <= other.span.startMs
}

function findProcessed(record: RunRecord): readonly Processed[] {
  return record.spans.flatMap((span, order): Processed[] => {
    const text = (name: string): string | undefined => {
      const value = span.attributes[name]
      return typeof value === 'string' && value !== '' ? value : undefined
    }
    const messageId = text('messaging.message.id')
    if (text('messaging.operation.type') !== 'process' || messageId === undefined) return []
    return [
      {
        span,
        order,
        messageId,
        type: text('hiscrm.message.type') ?? span.name,
        connectionId: text('hiscrm.connection.id'),
        refusal: text('hiscrm.message.refusal'),
      },
    ]
  })
}
