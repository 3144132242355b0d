import { createRequire } from 'node:module'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { startTestHub } from './test-process.ts'

const resolve = createRequire(import.meta.url).resolve
const from = (name: string) => JSON.stringify(pathToFileURL(resolve(`@opentelemetry/${name}`)).href)

/** The real SDK with exporters that print, each after a while, as a network would; spans at first slowly. */
const sdk = `
  import api from ${from('api')}
  import contexts from ${from('context-async-hooks')}
  import spans from ${from('sdk-trace')}
  import logs from ${from('sdk-logs')}
  import metrics from ${from('sdk-metrics')}
  const { trace, context } = api
  class Exporter {
    #name; #afterMs; #running = new Set(); fail = false
    constructor(name, ...afterMs) { this.#name = name; this.#afterMs = afterMs }
    export(items, done) {
      const n = items.length ?? items.scopeMetrics.length
      const sent = new Promise((after) => setTimeout(() => {
        console.log(this.#name, n)
        done(this.fail ? { code: 1, error: new Error('refused with 400') } : { code: 0 })
        after()
      }, this.#afterMs.shift() ?? 10))
      this.#running.add(sent)
      void sent.then(() => this.#running.delete(sent))
    }
    async forceFlush() { await Promise.all(this.#running) }
    async shutdown() {}
    selectAggregationTemporality() { return 1 }
  }
  class Open { n = 0; openSpans = () => this.n; onStart() { this.n++ } onEnd() { this.n-- }
    async forceFlush() {} async shutdown() {} }
  context.setGlobalContextManager(new contexts.AsyncLocalStorageContextManager().enable())
  const exporter = new Exporter('spans', 150)
  const batch = new spans.BatchSpanProcessor({ exporter, scheduledDelayMillis: 60_000, maxExportBatchSize: 5 })
  trace.setGlobalTracerProvider(new spans.TracerProvider({ spanProcessors: [batch, new Open()] }))
  const tracer = trace.getTracer('t')
  api.logs.setGlobalLoggerProvider(new logs.LoggerProvider({
    processors: [new logs.BatchLogRecordProcessor({ exporter: new Exporter('logs'), scheduledDelayMillis: 60_000 })] }))
  api.metrics.setGlobalMeterProvider(new metrics.MeterProvider({
    readers: [new metrics.PeriodicExportingMetricReader({ exporter: new Exporter('metrics'), exportIntervalMillis: 60_000 })] }))
  api.logs.getLogger('t').emit({ body: 'x' })
  api.metrics.getMeter('t').createCounter('c').add(1)
`

test('a flush answers when spans, logs and then metrics are handed over, those on their way too', async () => {
  await using t = await startTestHub()
  const child = t.run(`${sdk}
    // Five fill a batch, which is on its way when the flush comes; two wait in the queue.
    for (let i = 0; i < 7; i++) tracer.startSpan('s').end()
    tracer.startSpan('open')
    globalThis.__glassbox.caught(new Error('ready'), 'a.ts', 1).left()
    process.on('SIGTERM', () => process.exit(0))
    setInterval(() => {}, 1000)
  `)
  const { instance } = await t.entry('caught')
  const { durationMs, failures, flushed } = await t.hub.flush(5000)
  expect(failures).toEqual([])
  const [only] = flushed
  expect(flushed).toEqual([{ instance, host: 'worker-1', signals: only?.signals, openSpans: 1 }])
  expect(only?.signals).toHaveLength(3)
  expect(only?.signals[2]).toBe('metrics')
  expect(durationMs).toBeGreaterThan(100)
  // All was printed before the flush was answered, so it is in the output of a process that ends now.
  child.kill('SIGTERM')
  const { stdout } = await child.ended
  expect(stdout.trim().split('\n').sort()).toEqual(['logs 1', 'metrics 1', 'spans 2', 'spans 5'])
  expect((await t.entry('process', (p) => p.phase === 'left')).detail).toBe(
    'exit code 0, 1 spans were still open',
  )
})

test('a flush that fails is a failure with its reason', async () => {
  await using t = await startTestHub()
  t.run(`${sdk}
    exporter.fail = true
    tracer.startSpan('s').end()
    globalThis.__glassbox.caught(new Error('ready'), 'a.ts', 1).left()
    setInterval(() => {}, 1000)
  `)
  const { instance } = await t.entry('caught')
  const { failures, flushed } = await t.hub.flush(5000)
  expect(flushed).toEqual([])
  expect(failures).toEqual([
    { instance, error: 'worker-1 could not flush: traces: refused with 400' },
  ])
})

test('a caught error bears the ids of the active span', async () => {
  await using t = await startTestHub()
  const child = t.run(`${sdk}
    const catches = () => globalThis.__glassbox.caught(new Error('x'), 'a.ts', 1).left()
    tracer.startActiveSpan('s', (span) => {
      setTimeout(catches)
      console.log(JSON.stringify(span.spanContext()))
      span.end()
    })
    setTimeout(() => process.exit(0), 20)
  `)
  const { stdout } = await child.ended
  await t.entry('process', (p) => p.phase === 'left')
  const { traceId, spanId } = JSON.parse(stdout.split('\n')[0] ?? '')
  expect(t.all('caught')).toMatchObject([{ traceId, spanId }])
})

test('a process without OpenTelemetry has nothing to flush and says so', async () => {
  await using t = await startTestHub()
  t.run('setInterval(() => {}, 1000)')
  const { instance } = await t.entry('process')
  expect(await t.hub.flush(5000)).toMatchObject({
    failures: [],
    flushed: [{ instance, host: 'worker-1', signals: [] }],
  })
})
