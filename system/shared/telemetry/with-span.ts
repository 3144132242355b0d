import {
  type Context,
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { errorText, toError } from '../errors.ts'
import type { SystemAttributes } from './attributes.ts'
import type { SpanName } from './catalogue.ts'

export interface WithSpanOptions {
  attributes?: SystemAttributes
  kind?: SpanKind
  links?: Link[]
  /** The context to be a child in; the active one unless given. */
  parent?: Context
  /** Begins a trace of its own. */
  root?: boolean
  /** Is not active meanwhile: for what starts things that outlive the span and are not part of it. */
  detached?: boolean
}

/**
 * Does something inside a span that is active meanwhile. If it throws, the span bears the
 * exception and the status error, and the exception goes on to the caller.
 */
export async function withSpan<T>(
  tracer: Tracer,
  name: SpanName,
  options: WithSpanOptions,
  fn: (span: Span) => T | Promise<T>,
): Promise<T> {
  const { parent = context.active(), kind = SpanKind.INTERNAL } = options
  const { attributes = {}, links = [], root = false, detached = false } = options
  const span = tracer.startSpan(name, { kind, links }, root ? ROOT_CONTEXT : parent)
  // The SDK copies and checks twice what it gets with the start, for samplers; none of ours looks.
  span.setAttributes(attributes)
  try {
    const inside = detached ? ROOT_CONTEXT : trace.setSpan(parent, span)
    return await context.with(inside, () => fn(span))
  } catch (error) {
    markFailed(span, error)
    throw error
  } finally {
    span.end()
  }
}

/** Puts an exception on a span and makes it an error. */
export function markFailed(span: Span, error: unknown): void {
  span.recordException(toError(error))
  span.setStatus({ code: SpanStatusCode.ERROR, message: errorText(error) })
}
