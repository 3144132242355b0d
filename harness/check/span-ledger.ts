/**
 * The span ledger: for every process, spans started, ended and exported as its own SDK counts
 * them (OpenTelemetry's SDK metrics, `otel.sdk.*`), received as the receiver counted them, and
 * stored as the journal holds them. OpenTelemetry JS drops spans without a word when a queue is
 * full or a collector refuses; only such a balance tells.
 */
import type { RunRecord } from '../trace/run-record.ts'

export interface LedgerRow {
  host: string
  instance: string
  /** How the process ended, so far. */
  end: 'running' | 'left' | 'killed' | 'lost'
  /** Null: the process never said. */
  started: number | null
  ended: number | null
  exported: number | null
  /** Dropped by a full queue or a failed export, by the process's own count. */
  dropped: number
  received: number
  stored: number
  balanced: boolean
  /** Why it does not balance, or why it need not. */
  note: string
}

/** @param final all processes have ended: everything must balance to the last span. */
export function spanLedger(record: RunRecord, final: boolean): LedgerRow[] {
  return record.answer(countAll).map((row) => ({ ...row, ...balance(row, final) }))
}

type Counted = Omit<LedgerRow, 'balanced' | 'note'>

function countAll(record: RunRecord): Counted[] {
  const started = record.entries('process').filter((p) => p.phase === 'started')
  const seen = new Set([...started.map((p) => p.instance), ...record.instances])
  const points = Map.groupBy(record.metrics, (point) => point.instance)
  const received = countReceived(record)
  return [...seen].map((instance) =>
    rowOf(record, instance, points.get(instance) ?? [], received.get(instance) ?? 0),
  )
}

/** Spans of each process, by the receipts of the receiver. */
function countReceived(record: RunRecord): Map<string, number> {
  const received = new Map<string, number>()
  for (const { signal, counts } of record.entries('receipt')) {
    if (signal !== 'traces') continue
    for (const [instance, spans] of Object.entries(counts)) {
      received.set(instance, (received.get(instance) ?? 0) + spans)
    }
  }
  return received
}

function rowOf(
  record: RunRecord,
  instance: string,
  points: RunRecord['metrics'],
  received: number,
): Counted {
  const sum = (name: string, accept: (failed: boolean) => boolean = () => true): number | null => {
    const matching = points.filter(
      (p) => p.name === name && accept(p.attributes['error.type'] !== undefined),
    )
    const any = points.some((p) => p.name === name)
    return any ? matching.reduce((total, p) => total + p.value, 0) : null
  }
  const started = sum('otel.sdk.span.started')
  const live = sum('otel.sdk.span.live') ?? 0
  const end = record
    .entries('process')
    .find((p) => p.instance === instance && p.phase !== 'started')
  return {
    host: record.hostOf(instance),
    instance,
    end: end && end.phase !== 'started' ? end.phase : 'running',
    started,
    ended: started === null ? null : started - live,
    exported: sum('otel.sdk.exporter.span.exported', (failed) => !failed),
    dropped:
      (sum('otel.sdk.processor.span.processed', (failed) => failed) ?? 0) +
      (sum('otel.sdk.exporter.span.exported', (failed) => failed) ?? 0),
    received,
    stored: record.spansOf(instance).length,
  }
}

function balance(row: Counted, final: boolean): { balanced: boolean; note: string } {
  const no = (note: string) => ({ balanced: false, note })
  if (row.stored !== row.received)
    return no(`${row.received} spans were received and ${row.stored} stored`)
  if (row.end === 'killed')
    return {
      balanced: true,
      note: 'killed on purpose; what it had not handed over is gone with it',
    }
  if (row.dropped > 0)
    return no(`the process itself counts ${row.dropped} spans dropped or refused`)
  if (!final && row.end === 'running') return { balanced: true, note: 'still running' }
  if (row.end === 'lost') return no('the process ended without handing over its telemetry')
  if (row.started === null || row.exported === null)
    return no('the process never reported its own count of spans')
  if (row.ended !== row.started) return no(`${row.started - (row.ended ?? 0)} spans were left open`)
  if (row.exported !== row.ended)
    return no(`${row.ended} spans ended and ${row.exported} were exported`)
  if (row.received !== row.exported)
    return no(`${row.exported} spans were exported and ${row.received} received`)
  return { balanced: true, note: '' }
}
