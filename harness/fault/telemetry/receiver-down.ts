import type { TelemetryFaultKind } from './telemetry-fault.ts'

export const receiverDown: TelemetryFaultKind = {
  name: 'receiverDown',
  layer: 'telemetry',
  docs: {
    title: 'The receiver is down for a while',
    meaning:
      'From the first request with spans on, every connection is cut without an answer, for a time longer than senders try again.',
    example: 'receiverDown?ms=2000',
    options: { ms: 'for how many milliseconds; 2000 if not given' },
  },
  options: { ms: 2000 },
  // Senders would try again for longer than anybody wants to wait here.
  environment: ({ ms = 2000 }) => ({ OTEL_EXPORTER_OTLP_TIMEOUT: String(ms) }),
  tamper({ ms = 2000 }) {
    let endMs: number | undefined
    return (signal) => {
      if (endMs === undefined && signal !== 'traces') return undefined
      endMs ??= performance.now() + ms
      return performance.now() < endMs ? { hangUp: true } : undefined
    }
  },
}
