import { type DiagLogger, DiagLogLevel, diag } from '@opentelemetry/api'
import { z } from 'zod'
import type { Host } from '../host.ts'
import { parseJson } from '../settings.ts'
import { logLine } from './log.ts'
import type { Losses } from './losses.ts'

/** What OTLP receivers answer when they took a part only. */
const partialSuccess = z.object({
  rejectedSpans: z.coerce.number().optional(),
  rejectedLogRecords: z.coerce.number().optional(),
  rejectedDataPoints: z.coerce.number().optional(),
})

/**
 * OpenTelemetry's own complaints go to standard error and nowhere else, so that a failing export
 * cannot cause another one. A partial success counts as a loss: the SDK only warns of it here.
 */
export function reportOwnProblems(
  host: Host,
  serviceName: string,
  losses: Record<'spans' | 'logs' | 'metrics', Losses>,
): void {
  const report = (message: string, ...details: unknown[]): void => {
    const text = [message, ...details].map(String).join(' ')
    host.print(logLine('warn', serviceName, 'telemetry.problem', text, {}), 'stderr')
  }
  const warn = (message: string, ...details: unknown[]): void => {
    report(message, ...details)
    if (message.startsWith('Received Partial Success')) noteRejected(details[0], losses)
  }
  const logger: DiagLogger = { error: report, warn, info: ignore, debug: ignore, verbose: ignore }
  diag.setLogger(logger, { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true })
}

function noteRejected(answer: unknown, losses: Record<'spans' | 'logs' | 'metrics', Losses>): void {
  const parsed = partialSuccess.safeParse(typeof answer === 'string' ? parseJson(answer) : answer)
  if (!parsed.success) return
  const reason = 'the receiver refused them'
  const { rejectedSpans = 0, rejectedLogRecords = 0, rejectedDataPoints = 0 } = parsed.data
  if (rejectedSpans > 0) losses.spans.add(rejectedSpans, reason)
  if (rejectedLogRecords > 0) losses.logs.add(rejectedLogRecords, reason)
  if (rejectedDataPoints > 0) losses.metrics.add(rejectedDataPoints, reason)
}

function ignore(): void {
  // Below the level that is reported.
}
