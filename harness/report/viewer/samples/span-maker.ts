import type { ReportSpan } from '../../model.ts'

interface Given {
  name: string
  host: string
  startMs: number
  durationMs: number
  parent?: ReportSpan | undefined
  attributes?: ReportSpan['attributes']
  links?: ReportSpan[]
  /** An error that the span records and ends with. */
  error?: { type: string; message: string; stack: string }
}

/** Makes spans with ids that are the same in every run. */
export class SpanMaker {
  readonly spans: ReportSpan[] = []

  add(given: Given): ReportSpan {
    const number = this.spans.length + 1
    const { parent, error, links = [] } = given
    const span: ReportSpan = {
      traceId: parent?.traceId ?? hex(number, 7) + hex(number, 11),
      spanId: hex(number, 3),
      ...(parent && { parentSpanId: parent.spanId }),
      name: given.name,
      host: given.host,
      startMs: given.startMs,
      durationMs: given.durationMs,
      status: error ? 'error' : 'unset',
      ...(error && { statusMessage: error.message }),
      attributes: given.attributes ?? {},
      events: error ? [exceptionEvent(error, given.startMs + given.durationMs / 2)] : [],
      links: links.map(({ traceId, spanId }) => ({ traceId, spanId })),
    }
    this.spans.push(span)
    return span
  }
}

function exceptionEvent(error: NonNullable<Given['error']>, atMs: number) {
  const { type, message, stack } = error
  return {
    name: 'exception',
    atMs,
    attributes: {
      'exception.type': type,
      'exception.message': message,
      'exception.stacktrace': stack,
    },
  }
}

/** Sixteen hexadecimal digits that look like chance and are not. */
function hex(number: number, salt: number): string {
  const half = (factor: number) => (Math.imul(number * salt, factor) >>> 0).toString(16)
  return half(0x9e3779b1).padStart(8, '0') + half(0x85ebca77).padStart(8, '0')
}
