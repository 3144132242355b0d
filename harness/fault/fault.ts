/** Where a fault strikes; each layer has its own folder here and its own way of injecting. */
export type Layer = 'code' | 'network' | 'process' | 'clock' | 'disk' | 'page' | 'telemetry'

/**
 * A fault as a plain value: what is to go wrong, not yet planted. Its id is what the command line
 * takes and the journal writes: `NAME:FILE#TARGET[?option=value&…][@HOST]`.
 */
export interface Fault {
  id: string
  /** The name in the list of faults: `brokenExport`. */
  name: string
  layer: Layer
  /** What it strikes, as in the id. */
  target: string
  options: Readonly<Record<string, string>>
  /** Where it is to be planted; empty means in every host. */
  hosts: readonly string[]
}

/** What each fault says of itself, for the command line's help and the documentation. */
export interface FaultDocs {
  title: string
  meaning: string
  example: string
  /** Option by option: its values and what they do. */
  options: Readonly<Record<string, string>>
}

/** A fault that does not exist or cannot be planted there; the message is a whole sentence. */
export class FaultError extends Error {
  override name = 'FaultError'
}

export function strikes(fault: Pick<Fault, 'hosts'>, host: string): boolean {
  return fault.hosts.length === 0 || fault.hosts.includes(host)
}
