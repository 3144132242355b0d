/** The span ledger where telemetry goes straight to the journal: a span lost on the way shows. */

import { resourceFromAttributes } from '@opentelemetry/resources'
import { MeterProvider } from '@opentelemetry/sdk-metrics'
import { type ReadableSpan, TracerProvider } from '@opentelemetry/sdk-trace'
import { expect, test } from 'vitest'
import { SinkMetrics, SinkSpans } from '../../../system/shared/telemetry/sink-pipeline.ts'
import { talliedMeters } from '../../../system/shared/telemetry/tallied-meters.ts'
import { spanLedger } from '../../check/span-ledger.ts'
import { Journal } from '../../journal/journal.ts'
import { started } from '../../trace/make-record.ts'
import { RunRecord } from '../../trace/run-record.ts'
import { directSink } from './direct-telemetry-sink.ts'

interface Losses {
  /** The SDK's end loses it. */
  inProcessor?: (span: ReadableSpan) => boolean
  /** The journal's door loses it. */
  atDoor?: (span: ReadableSpan) => boolean
}

/** A process of three spans that leaves in order; its row of the ledger. */
async function rowOf({ inProcessor = () => false, atDoor = () => false }: Losses) {
  using journal = new Journal(undefined)
  const record = new RunRecord()
  journal.onLine((line) => record.add(line))
  journal.append(started('w', 'worker-1'))
  const onError = (error: unknown) => {
    throw error
  }
  const sink = directSink({ journal, instance: 'w', onError })
  const leaky = { ...sink, span: (span: ReadableSpan) => atDoor(span) || sink.span(span) }
  const resource = resourceFromAttributes({ 'service.instance.id': 'w' })
  const meterProvider = new MeterProvider({ resource, readers: [new SinkMetrics(leaky)] })
  class Processor extends SinkSpans {
    override onEnd(span: ReadableSpan): void {
      if (!inProcessor(span)) super.onEnd(span)
    }
  }
  const tracers = new TracerProvider({
    resource,
    meterProvider: talliedMeters(meterProvider),
    spanProcessors: [new Processor(leaky, meterProvider)],
  })
  for (const name of ['a', 'b', 'c']) tracers.getTracer('t').startSpan(name).end()
  await tracers.shutdown()
  await meterProvider.shutdown()
  journal.append({ at: 9, kind: 'process', instance: 'w', host: 'worker-1', pid: 1, phase: 'left' })
  return spanLedger(record, true)[0]
}

test('started, ended, exported, received and stored are counted each by its own side', async () => {
  expect(await rowOf({})).toMatchObject({
    started: 3,
    ended: 3,
    exported: 3,
    received: 3,
    stored: 3,
    balanced: true,
  })
})

test('a span that the processor loses is noticed', async () => {
  const row = await rowOf({ inProcessor: ({ name }) => name === 'b' })
  expect(row).toMatchObject({ balanced: false, note: '3 spans ended and 2 were exported' })
})

test('a span that is lost at the journal’s door is noticed', async () => {
  const row = await rowOf({ atDoor: ({ name }) => name === 'b' })
  expect(row).toMatchObject({ balanced: false, note: '3 spans were exported and 2 received' })
})

test('a dead process reaches nobody, and a living one never feels a fault of ours', () => {
  const journal = new Journal(undefined)
  const taken: unknown[] = []
  journal.onLine((line) => taken.push(line))
  const errors: unknown[] = []
  const sinkOf = (instance: string) =>
    directSink({ journal, instance, onError: (error) => errors.push(error) })
  const [dead, living] = [sinkOf('dead'), sinkOf('living')]
  const spanTo = (sink: ReturnType<typeof directSink>) => {
    const processor = new SinkSpans(sink, new MeterProvider())
    new TracerProvider({ spanProcessors: [processor] }).getTracer('t').startSpan('a').end()
  }
  dead.close()
  spanTo(dead)
  expect(taken).toHaveLength(0)
  spanTo(living)
  expect(taken).toHaveLength(1)
  journal[Symbol.dispose]()
  spanTo(living)
  expect(errors.map(String)).toEqual([expect.stringContaining('it is closed already')])
})
