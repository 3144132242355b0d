import { createNoopMeter, logs, metrics, type ProxyTracerProvider, trace } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { startCollector } from '../testing/collector.ts'
import { testHost } from '../testing/test-host.ts'
import { Losses } from './losses.ts'
import { FlushingTracerProvider, SpanPipeline } from './span-pipeline.ts'
import { startTelemetry } from './telemetry.ts'
import { telemetrySettings } from './telemetry-settings.ts'

async function started(url: string, env: Record<string, string> = {}) {
  const host = await testHost({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: url, ...env } })
  const telemetry = startTelemetry({ serviceName: 'test-service', host, shutdownLimitMs: 500 })
  return { host, telemetry }
}

function spans(telemetry: ReturnType<typeof startTelemetry>, count: number): void {
  for (let n = 0; n < count; n++) telemetry.tracer.startSpan('crawl.round').end()
}

/** Whoever has no handle, such as a debugger, finds the providers where OpenTelemetry keeps them. */
function globalProviders(): { forceFlush(): Promise<void> }[] {
  const proxy = trace.getTracerProvider() as ProxyTracerProvider // The API’s type hides the class.
  const logProxy = logs.getLoggerProvider()
  const hidden: unknown = Reflect.get(logProxy, '_getDelegate')
  const loggers: object = typeof hidden === 'function' ? hidden.call(logProxy) : logProxy
  return [proxy.getDelegate(), loggers, metrics.getMeterProvider()].map((provider) => {
    const forceFlush: unknown = Reflect.get(provider, 'forceFlush')
    if (typeof forceFlush !== 'function') throw new Error('A global provider cannot flush.')
    return { forceFlush: () => forceFlush.call(provider) }
  })
}

// First in this file: a process has one set of global providers, those of its first telemetry.
test('the global providers of the process flush truly, and reject when they cannot', async () => {
  await using collector = await startCollector()
  const { host, telemetry } = await started(collector.url)
  using _host = host
  spans(telemetry, 600)
  telemetry.log.info('text', { event: 'worker.left' })
  const [tracers, loggers, meters] = globalProviders()
  await tracers?.forceFlush()
  expect(collector.spanNames()).toHaveLength(600)
  await loggers?.forceFlush()
  expect(collector.requests.flatMap(({ resourceLogs }) => resourceLogs)).toHaveLength(1)
  await meters?.forceFlush()
  expect(collector.counted('otel.sdk.processor.span.processed')).toBe(600)
  collector.answer = { status: 400, body: {} }
  spans(telemetry, 1)
  telemetry.log.info('text', { event: 'worker.left' })
  await expect(tracers?.forceFlush()).rejects.toThrow('1 spans could not be handed over')
  await expect(loggers?.forceFlush()).rejects.toThrow('1 log records could not be handed over')
  await expect(meters?.forceFlush()).rejects.toThrow('metric points could not be handed over')
  await telemetry.shutdown()
})

test('a flush resolves only when every ended span is with the receiver', async () => {
  await using collector = await startCollector()
  const { host, telemetry } = await started(collector.url, { OTEL_BSP_SCHEDULE_DELAY: '1' })
  using _host = host
  spans(telemetry, 2000)
  telemetry.log.info('text', { event: 'worker.left' })
  await telemetry.forceFlush()
  expect(collector.spanNames()).toHaveLength(2000)
  expect(collector.requests.flatMap(({ resourceLogs }) => resourceLogs)).toHaveLength(1)
  await telemetry.shutdown()
})

test('a flush waits for an export that was under way before it', async () => {
  await using collector = await startCollector()
  const gate = Promise.withResolvers<void>()
  collector.gate = gate.promise
  const settings = telemetrySettings({ env: {}, agent: undefined }, 'test-service')
  const losses = new Losses('spans', () => undefined)
  const noMeters = { getMeter: () => createNoopMeter() }
  const pipeline = new SpanPipeline(settings, collector.url, noMeters, losses)
  const tracer = new FlushingTracerProvider({ spanProcessors: [pipeline] }).getTracer('test')
  // A full batch is exported at once, by itself.
  for (let n = 0; n < 512; n++) tracer.startSpan('span').end()
  let flushed = false
  const flush = pipeline.forceFlush().then(() => {
    flushed = true
  })
  // The SDK’s own flush has nothing left to do and is over by now.
  await new Promise((resolve) => setImmediate(resolve))
  expect(flushed).toBe(false)
  gate.resolve()
  await flush
  expect(collector.spanNames()).toHaveLength(512)
  await pipeline.shutdown()
})

test('a flush of more batches than the exporter would take at once loses none', async () => {
  await using collector = await startCollector()
  const { host, telemetry } = await started(collector.url, { OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10' })
  using _host = host
  spans(telemetry, 1000)
  await telemetry.forceFlush()
  expect(collector.spanNames()).toHaveLength(1000)
  await telemetry.shutdown()
})

test('a refused export makes the next flush reject and is said on standard error', async () => {
  await using collector = await startCollector()
  const { host, telemetry } = await started(collector.url)
  using _host = host
  collector.answer = { status: 400, body: {} }
  spans(telemetry, 3)
  await expect(telemetry.forceFlush()).rejects.toThrow('3 spans could not be handed over')
  const said = host.printed.filter(({ stream }) => stream === 'stderr').map(({ line }) => line)
  expect(said.some((line) => line.startsWith('3 spans could not be handed over'))).toBe(true)
  collector.answer = { status: 200, body: {} }
  await telemetry.forceFlush()
  await telemetry.shutdown()
})

test('a partial success is a loss', async () => {
  await using collector = await startCollector()
  const { host, telemetry } = await started(collector.url)
  using _host = host
  collector.answer = { status: 200, body: { partialSuccess: { rejectedSpans: 2 } } }
  spans(telemetry, 5)
  await expect(telemetry.forceFlush()).rejects.toThrow('2 spans could not be handed over')
  collector.answer = { status: 200, body: {} }
  await telemetry.shutdown()
})

test('spans dropped from a full queue make the flush reject, and are counted', async () => {
  await using collector = await startCollector()
  const gate = Promise.withResolvers<void>()
  collector.gate = gate.promise
  const { host, telemetry } = await started(collector.url, {
    OTEL_BSP_MAX_QUEUE_SIZE: '10',
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10',
  })
  using _host = host
  // The first ten are under way, the next ten fill the queue, five find it full.
  spans(telemetry, 25)
  gate.resolve()
  await expect(telemetry.forceFlush()).rejects.toThrow(
    '5 spans could not be handed over: the queue was full.',
  )
  await telemetry.shutdown()
  expect(collector.spanNames()).toHaveLength(20)
  expect(collector.counted('otel.sdk.span.started')).toBe(25)
  expect(collector.counted('otel.sdk.processor.span.processed', true)).toBe(5)
})

test('the last metrics count every span as started, exported and no longer live', async () => {
  await using collector = await startCollector()
  const { host, telemetry } = await started(collector.url)
  using _host = host
  spans(telemetry, 700)
  telemetry.log.info('text', { event: 'worker.left' })
  await telemetry.shutdown()
  expect(collector.counted('otel.sdk.span.started')).toBe(700)
  expect(collector.counted('otel.sdk.span.live')).toBe(0)
  expect(collector.counted('otel.sdk.processor.span.processed')).toBe(700)
  expect(collector.counted('otel.sdk.exporter.span.exported')).toBe(700)
  expect(collector.counted('otel.sdk.exporter.log.exported')).toBe(1)
})

test('the resource and the headers come from the standard variables, percent-decoded', async () => {
  await using collector = await startCollector()
  const { host, telemetry } = await started(collector.url, {
    OTEL_RESOURCE_ATTRIBUTES: 'service.instance.id=mine,deployment=a%20b%2Cc',
    OTEL_EXPORTER_OTLP_HEADERS: 'x-run=one%20two',
  })
  using _host = host
  spans(telemetry, 1)
  await telemetry.forceFlush()
  const [first] = collector.requests.flatMap(({ resourceSpans }) => resourceSpans)
  expect(first?.resource.attributes).toEqual(
    expect.arrayContaining([
      { key: 'service.name', value: { stringValue: 'test-service' } },
      { key: 'service.instance.id', value: { stringValue: 'mine' } },
      { key: 'deployment', value: { stringValue: 'a b,c' } },
    ]),
  )
  expect(collector.headers[0]?.['x-run']).toBe('one two')
  await telemetry.shutdown()
})

test('a receiver that is gone costs the shutdown its limit at most, and is said', async () => {
  const collector = await startCollector()
  const { host, telemetry } = await started(collector.url)
  using _host = host
  await collector[Symbol.asyncDispose]()
  spans(telemetry, 1)
  const before = performance.now()
  await telemetry.shutdown()
  expect(performance.now() - before).toBeLessThan(1000)
  expect(host.printed.some(({ line }) => line.startsWith('Could not hand over'))).toBe(true)
})

test('without an endpoint nothing is exported and nothing fails', async () => {
  using host = await testHost()
  const telemetry = startTelemetry({ serviceName: 'test-service', host })
  spans(telemetry, 10)
  await telemetry.forceFlush()
  await telemetry.shutdown()
  expect(host.printed).toEqual([])
})
