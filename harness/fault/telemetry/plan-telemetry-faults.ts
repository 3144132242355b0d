/** What a run needs to know to plant its telemetry faults: one tamper and one set of settings. */
import type { Tamper } from '../../journal/receiver.ts'
import type { RunRecord } from '../../trace/run-record.ts'
import { telemetryFaults } from '../faults.ts'
import type { TelemetryFault } from './telemetry-fault.ts'

export interface TelemetryFaultPlan {
  tamper: Tamper | undefined
  environment: Record<string, string>
  /** Faults that only the record can tell of, and did. */
  seenIn(record: RunRecord): TelemetryFault[]
}

/** @param reached called the first time a fault touches a request. */
export function planTelemetryFaults(
  faults: readonly TelemetryFault[],
  reached: (fault: TelemetryFault) => void,
): TelemetryFaultPlan {
  const planned = faults.flatMap((fault) => {
    const kind = telemetryFaults.find((k) => k.name === fault.name)
    if (kind === undefined) return []
    const given = Object.entries(fault.options).map(([name, value]) => [name, Number(value)])
    const options = { ...kind.options, ...Object.fromEntries(given) }
    return [{ fault, kind, options, tamper: kind.tamper?.(options) }]
  })
  const told = new Set<TelemetryFault>()
  const tampers = planned.filter((p) => p.tamper !== undefined)
  return {
    tamper:
      tampers.length === 0
        ? undefined
        : (signal, body) => {
            for (const { fault, tamper } of tampers) {
              const result = tamper?.(signal, body)
              if (result === undefined) continue
              if (!told.has(fault)) reached(fault)
              told.add(fault)
              return result
            }
            return undefined
          },
    environment: Object.assign({}, ...planned.map((p) => p.kind.environment?.(p.options) ?? {})),
    seenIn: (record) =>
      planned.filter((p) => p.kind.tookEffect?.(record) ?? false).map((p) => p.fault),
  }
}
