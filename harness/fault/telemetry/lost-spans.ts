import { tracesSchema } from '../../journal/otlp.ts'
import type { TelemetryFaultKind } from './telemetry-fault.ts'

export const lostSpans: TelemetryFaultKind = {
  name: 'lostSpans',
  layer: 'telemetry',
  docs: {
    title: 'The receiver loses spans',
    meaning:
      'Every n-th span is dropped between the wire and the journal; the sender is told that all is well.',
    example: 'lostSpans?every=10',
    options: { every: 'which span of how many is lost; 10 if not given' },
  },
  options: { every: 10 },
  tamper({ every = 10 }) {
    let seen = 0
    return (signal, body) => {
      if (signal !== 'traces') return undefined
      const parsed = tracesSchema.safeParse(body)
      if (!parsed.success) return undefined
      const before = seen
      const kept = parsed.data.resourceSpans.map((resource) => ({
        ...resource,
        scopeSpans: resource.scopeSpans.map((scope) => ({
          ...scope,
          spans: scope.spans.filter(() => ++seen % every !== 0),
        })),
      }))
      const lost = Math.floor(seen / every) - Math.floor(before / every)
      return lost > 0 ? { replaced: { resourceSpans: kept } } : undefined
    }
  },
}
