import type { TelemetryFaultKind } from './telemetry-fault.ts'

export const fullQueue: TelemetryFaultKind = {
  name: 'fullQueue',
  layer: 'telemetry',
  docs: {
    title: 'A queue of spans overflows',
    meaning:
      'Every process may hold only a few finished spans; OpenTelemetry drops what does not fit without a word.',
    example: 'fullQueue?size=2',
    options: { size: 'how many spans the queue holds; 2 if not given' },
  },
  options: { size: 2 },
  environment: ({ size = 2 }) => ({
    OTEL_BSP_MAX_QUEUE_SIZE: String(size),
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: String(size),
    OTEL_BSP_SCHEDULE_DELAY: '1000',
  }),
  tookEffect: (record) =>
    record.metrics.some(
      (point) =>
        point.name === 'otel.sdk.processor.span.processed' &&
        point.attributes['error.type'] === 'queue_full' &&
        point.value > 0,
    ),
}
