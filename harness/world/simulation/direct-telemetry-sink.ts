/** Takes a simulated process's telemetry from its SDK straight into the journal. */
import type { TelemetrySink } from '../../../system/shared/telemetry-sink.ts'
import type { Journal } from '../../journal/journal.ts'
import { otlpMetrics } from '../../journal/otlp-lines.ts'

export interface SinkOptions {
  journal: Journal
  /** `service.instance.id` of the process. */
  instance: string
  /** Told what went wrong in taking telemetry: a fault of ours, which the process must not feel. */
  onError(error: unknown): void
}

export interface DirectSink extends TelemetrySink {
  /** Has the process hand over what only it knows: its metrics. */
  flush(): Promise<void>
  /** The process is dead: what its code still says in this very turn reaches nobody. */
  close(): void
}

export function directSink({ journal, instance, onError }: SinkOptions): DirectSink {
  let open = true
  let flush: () => Promise<void> = async () => undefined
  const take = (work: () => void): void => {
    if (!open) return
    try {
      work()
    } catch (error) {
      onError(error)
    }
  }
  return {
    span: (span) => take(() => journal.takeSpan(span, instance)),
    log: (record) => take(() => journal.takeLog(record, instance)),
    metrics: (metrics) => take(() => journal.takeMetrics(otlpMetrics(metrics))),
    onFlushRequest(given) {
      flush = given
    },
    flush: () => flush(),
    close() {
      open = false
    },
  }
}
