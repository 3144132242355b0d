import { brokenExport } from './code/broken-export.ts'
import type { CodeFault, CodeFaultKind } from './code/code-fault.ts'
import { replacedCode } from './code/replaced-code.ts'
import { silentCatch } from './code/silent-catch.ts'
import { FaultError } from './fault.ts'
import { fullQueue } from './telemetry/full-queue.ts'
import { lostSpans } from './telemetry/lost-spans.ts'
import { receiverDown } from './telemetry/receiver-down.ts'
import { refusedTelemetry } from './telemetry/refused-telemetry.ts'
import type { TelemetryFault, TelemetryFaultKind } from './telemetry/telemetry-fault.ts'

/** Every fault there is. A new one is one file and one entry here. */
export const codeFaults: readonly CodeFaultKind[] = [brokenExport, silentCatch, replacedCode]
export const telemetryFaults: readonly TelemetryFaultKind[] = [
  lostSpans,
  refusedTelemetry,
  receiverDown,
  fullQueue,
]
export const faults: readonly (CodeFaultKind | TelemetryFaultKind)[] = [
  ...codeFaults,
  ...telemetryFaults,
]

export type AnyFault = CodeFault | TelemetryFault

export interface FaultOptions {
  /** Hosts to plant it in; every host if absent. */
  hosts?: readonly string[]
}

/** Faults as values for scenarios. `target` is `FILE#NAME`. Throws a FaultError if it is not. */
export const fault = {
  /** Importers of the name get `undefined`. */
  brokenExport(target: string, { hosts = [] }: FaultOptions = {}): CodeFault {
    return codeFault(brokenExport.name, target, {}, hosts)
  },

  /** The errors of a function are dropped; unless `throws` is false, one is planted. */
  silentCatch(
    target: string,
    { hosts = [], throws = true }: FaultOptions & { throws?: boolean } = {},
  ): CodeFault {
    return codeFault(silentCatch.name, target, throws ? {} : { throws: 'no' }, hosts)
  },

  /** A piece of a function, which occurs in it exactly once, is replaced. `new` is one line. */
  replacedCode(
    target: string,
    { old, new: replacement, hosts = [] }: FaultOptions & { old: string; new: string },
  ): CodeFault {
    return codeFault(replacedCode.name, target, { old, new: replacement }, hosts)
  },
}

/** Builds a code fault from its parts; nothing is looked up yet. */
export function codeFault(
  name: string,
  target: string,
  options: Readonly<Record<string, string>>,
  hosts: readonly string[],
): CodeFault {
  const hash = target.indexOf('#')
  const [file, symbol] = [target.slice(0, hash), target.slice(hash + 1)]
  if (hash < 1 || symbol === '') {
    throw new FaultError(
      `\`${target}\` does not say where ${name} strikes; write FILE#NAME, for example ${example(name)}.`,
    )
  }
  const query = new URLSearchParams(options).toString()
  const id = `${name}:${target}${query && `?${query}`}${hosts.length > 0 ? `@${hosts.join(',')}` : ''}`
  return { id, name, layer: 'code', target, options, hosts, file, symbol }
}

/** Builds a telemetry fault; it strikes every host. Throws a FaultError for an option it lacks. */
export function telemetryFault(
  kind: TelemetryFaultKind,
  options: Readonly<Record<string, string>>,
): TelemetryFault {
  for (const [option, value] of Object.entries(options)) {
    const known = Object.keys(kind.options)
    if (!known.includes(option)) {
      throw new FaultError(
        `Fault ${kind.name} has no option \`${option}\`; it has: ${known.join(', ')}.`,
      )
    }
    if (!/^[1-9]\d{0,8}$/.test(value)) {
      throw new FaultError(
        `Option ${option} of ${kind.name} is a whole number from 1 to 999999999, not \`${value}\`.`,
      )
    }
  }
  const query = new URLSearchParams(options).toString()
  const id = `${kind.name}${query && `?${query}`}`
  return { id, name: kind.name, layer: 'telemetry', target: '', options, hosts: [] }
}

function example(name: string): string {
  return codeFaults.find((kind) => kind.name === name)?.docs.example ?? name
}
