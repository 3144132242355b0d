import { createNoopLogger, type LogRecord } from '@opentelemetry/api'
import { expect, test } from 'vitest'
import { testHost } from '../testing/test-host.ts'
import { testTelemetry } from '../testing/test-telemetry.ts'
import { createLog } from './log.ts'
import { withSpan } from './with-span.ts'

test('a record is one JSON line and one OpenTelemetry record, both with the trace', async () => {
  using host = await testHost()
  const records: LogRecord[] = []
  const logger = { ...createNoopLogger(), emit: (record: LogRecord) => records.push(record) }
  const log = createLog(host, { ...logger, enabled: () => true }, 'service')
  const telemetry = testTelemetry()
  await withSpan(telemetry.tracer, 'sync.push', {}, () => {
    log.error('It failed.', {
      event: 'sync.failed',
      error: new TypeError('no'),
      'hiscrm.account.id': 'a',
    })
  })
  const [span] = telemetry.spans('sync.push')
  expect(JSON.parse(host.printed[0]?.line ?? '')).toMatchObject({
    level: 'error',
    service: 'service',
    event: 'sync.failed',
    message: 'It failed.',
    trace_id: span?.spanContext().traceId,
    'hiscrm.account.id': 'a',
    'exception.type': 'TypeError',
    'exception.message': 'no',
  })
  expect(records[0]).toMatchObject({
    eventName: 'sync.failed',
    body: 'It failed.',
    severityText: 'ERROR',
    attributes: {
      'exception.type': 'TypeError',
      'exception.stacktrace': expect.stringContaining('no'),
    },
  })
})

test('what is named like a secret is not written down', async () => {
  using host = await testHost()
  const log = createLog(host, createNoopLogger(), 'service')
  const fields = { event: 'worker.left', ...{ workerToken: 'hidden-value' } } as const
  log.info('text', fields)
  expect(host.printed[0]?.line).not.toContain('hidden-value')
})
