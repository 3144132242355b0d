import type { Entry } from './entry.ts'
import type { OtlpLogs, OtlpMetrics, OtlpTraces } from './otlp.ts'
import type { Log, Span } from './telemetry.ts'

/** A line as the file has it. */
export type WrittenLine = OtlpTraces | OtlpLogs | OtlpMetrics | { glassbox: Entry }

/** A line, or what came directly and is part of one. */
export type JournalLine = WrittenLine | { span: Span } | { log: Log }
