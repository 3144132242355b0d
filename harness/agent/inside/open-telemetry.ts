/**
 * What the agent asks of the system's own OpenTelemetry, through the global that every copy of
 * `@opentelemetry/api` 1.x shares (`registerGlobal` in its source): no import, so that the agent
 * depends on nothing and the system's version is its own affair.
 */
const apiKey = Symbol.for('opentelemetry.js.api.1')
/** `createContextKey` in the same package is `Symbol.for`. */
const spanKey = Symbol.for('OpenTelemetry Context Key SPAN')

/** The ids of the span that is active here, for a journal entry. */
export function activeSpan(): { traceId?: string; spanId?: string } {
  const context = call(get(globalApi(), 'context'), 'active')
  const ids = call(call(context, 'getValue', spanKey), 'spanContext')
  const traceId = get(ids, 'traceId')
  const spanId = get(ids, 'spanId')
  return typeof traceId === 'string' && typeof spanId === 'string' ? { traceId, spanId } : {}
}

/** The account that the active span is about, by its `hiscrm.account.id`. */
export function activeAccount(): string | undefined {
  const context = call(get(globalApi(), 'context'), 'active')
  const attributes = get(call(context, 'getValue', spanKey), 'attributes')
  const account = get(attributes, 'hiscrm.account.id')
  return typeof account === 'string' && account !== '' ? account : undefined
}

export interface FlushResult {
  ok: boolean
  error?: string
  /** The signals that had a provider to flush. */
  signals: string[]
  openSpans?: number
}

/**
 * Flushes spans and logs, then metrics, so that metrics about the flush itself are in. Errors are
 * told, never dropped. What an exporter is sending already is waited for too:
 * `BatchSpanProcessor.forceFlush` (3.1) only waits for what still stands in its queue.
 */
export async function flushTelemetry(): Promise<FlushResult> {
  const api = globalApi()
  const proxy = get(api, 'trace')
  const spans = call(proxy, 'getDelegate') ?? proxy
  const logs = get(api, 'logs')
  const metrics = get(api, 'metrics')
  const errors: string[] = []
  const signals: string[] = []
  const flush = async (signal: string, provider: unknown) => {
    if (typeof get(provider, 'forceFlush') !== 'function') return
    signals.push(signal)
    try {
      await call(provider, 'forceFlush')
      for (const exporter of exportersOf(provider)) await call(exporter, 'forceFlush')
    } catch (error) {
      errors.push(`${signal}: ${sentence(error)}`)
    }
  }
  await Promise.all([flush('traces', spans), flush('logs', logs)])
  await flush('metrics', metrics)
  const open = openSpans(spans)
  return {
    ok: errors.length === 0,
    signals,
    ...(errors.length > 0 ? { error: errors.join('; ').slice(0, 1000) } : {}),
    ...(open === undefined ? {} : { openSpans: open }),
  }
}

/** Spans started and not ended, if a span processor counts them: `openSpans` as number or method. */
export function openSpans(provider: unknown = spanProvider()): number | undefined {
  for (const processor of processorsOf(provider)) {
    const value = get(processor, 'openSpans')
    const open: unknown = typeof value === 'function' ? call(processor, 'openSpans') : value
    if (typeof open === 'number') return open
  }
  return undefined
}

function spanProvider(): unknown {
  const proxy = get(globalApi(), 'trace')
  return call(proxy, 'getDelegate') ?? proxy
}

function globalApi(): unknown {
  return Reflect.get(globalThis, apiKey)
}

/** Private fields of the SDKs 1.x to 3.x; where they are named otherwise, there is less to ask. */
function processorsOf(provider: unknown): unknown[] {
  const found: unknown =
    get(get(provider, '_activeSpanProcessor'), '_spanProcessors') ??
    get(get(get(provider, '_sharedState'), 'activeProcessor'), 'processors')
  return Array.isArray(found) ? found : []
}

function exportersOf(provider: unknown): unknown[] {
  return processorsOf(provider)
    .map((processor) => get(processor, '_exporter'))
    .filter((exporter) => typeof get(exporter, 'forceFlush') === 'function')
}

function get(object: unknown, key: PropertyKey): unknown {
  const has = (typeof object === 'object' && object !== null) || typeof object === 'function'
  return has ? Reflect.get(object, key) : undefined
}

function call(object: unknown, method: string, ...args: unknown[]): unknown {
  const found = get(object, method)
  return typeof found === 'function' ? Reflect.apply(found, object, args) : undefined
}

function sentence(error: unknown): string {
  if (Array.isArray(error)) return error.map(sentence).join(', ')
  return error instanceof Error ? error.message : String(error)
}
