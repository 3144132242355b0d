import type { TelemetryFaultKind } from './telemetry-fault.ts'

export const refusedTelemetry: TelemetryFaultKind = {
  name: 'refusedTelemetry',
  layer: 'telemetry',
  docs: {
    title: 'The receiver refuses',
    meaning:
      'Every request with spans is answered with an error status, as by a collector that is set up wrongly.',
    example: 'refusedTelemetry?status=400',
    options: { status: 'the HTTP status; 400 if not given' },
  },
  options: { status: 400 },
  tamper({ status = 400 }) {
    return (signal) => (signal === 'traces' ? { answer: status } : undefined)
  },
}
