import type { Tamper } from '../../journal/receiver.ts'
import type { RunRecord } from '../../trace/run-record.ts'
import type { Fault, FaultDocs } from '../fault.ts'

/**
 * A fault in the telemetry itself, between a process and the journal. It breaks nothing of the
 * system; it attacks the harness, whose verdict must never be pass while evidence is missing.
 */
export interface TelemetryFault extends Fault {
  layer: 'telemetry'
}

/** How one kind of telemetry fault is planted; one file each, all in `../faults.ts`. */
export interface TelemetryFaultKind {
  name: string
  layer: 'telemetry'
  docs: FaultDocs
  /** The options it takes, with their defaults; whole numbers from 1. */
  options: Readonly<Record<string, number>>
  /** Loses telemetry at the receiver; made anew for each run. */
  tamper?(options: Readonly<Record<string, number>>): Tamper
  /** Standard OpenTelemetry settings that make every process lose it. */
  environment?(options: Readonly<Record<string, number>>): Record<string, string>
  /** Whether it did lose something, for kinds that no tamper tells of. */
  tookEffect?(record: RunRecord): boolean
}
