import { clockDrift } from './clock/clock-drift.ts'
import { clockJump } from './clock/clock-jump.ts'
import { clockSkew } from './clock/clock-skew.ts'
import { brokenExport } from './code/broken-export.ts'
import type { CodeFault, CodeFaultKind } from './code/code-fault.ts'
import { replacedCode } from './code/replaced-code.ts'
import { silentCatch } from './code/silent-catch.ts'
import { diskFailure } from './disk/disk-failure.ts'
import { diskFull } from './disk/disk-full.ts'
import { powerLoss } from './disk/power-loss.ts'
import { FaultError } from './fault.ts'
import { oneWayCut } from './network/one-way-cut.ts'
import { partition } from './network/partition.ts'
import { refusedConnections } from './network/refused-connections.ts'
import { resetConnections } from './network/reset-connections.ts'
import { slowLink } from './network/slow-link.ts'
import { thinLink } from './network/thin-link.ts'
import { givenOptions, pageFault, pageFaults } from './page/page-faults.ts'
import { freeze } from './process/freeze.ts'
import { kill } from './process/kill.ts'
import { fullQueue } from './telemetry/full-queue.ts'
import { lostSpans } from './telemetry/lost-spans.ts'
import { receiverDown } from './telemetry/receiver-down.ts'
import { refusedTelemetry } from './telemetry/refused-telemetry.ts'
import type { TelemetryFault, TelemetryFaultKind } from './telemetry/telemetry-fault.ts'
import {
  type TimingOptions,
  type WorldFault,
  type WorldFaultKind,
  worldFault,
} from './world-fault.ts'

export { type TimingOptions, worldFault } from './world-fault.ts'

/** Every fault there is. A new one is one file and one entry here. */
export const codeFaults: readonly CodeFaultKind[] = [brokenExport, silentCatch, replacedCode]
export const telemetryFaults: readonly TelemetryFaultKind[] = [
  lostSpans,
  refusedTelemetry,
  receiverDown,
  fullQueue,
]
/** Faults of the network, the processes, the clocks, the disks and the pages. */
export const worldFaults: readonly WorldFaultKind[] = [
  partition,
  oneWayCut,
  slowLink,
  thinLink,
  resetConnections,
  refusedConnections,
  kill,
  freeze,
  clockJump,
  clockDrift,
  clockSkew,
  diskFull,
  diskFailure,
  powerLoss,
  ...pageFaults,
]
export const faults: readonly (CodeFaultKind | TelemetryFaultKind | WorldFaultKind)[] = [
  ...codeFaults,
  ...telemetryFaults,
  ...worldFaults,
]

export type AnyFault = CodeFault | TelemetryFault | WorldFault

export interface FaultOptions {
  /** Hosts to plant it in; every host if absent. */
  hosts?: readonly string[]
}

/**
 * Faults as values for scenarios. `target` is `FILE#NAME`; hosts are named as in the topology:
 * `master`, `worker-1`. Throws a FaultError for what does not fit.
 */
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

  /** Nothing gets from one host to the other, either way. */
  partition: (a: string, b: string, options?: TimingOptions) =>
    ofWorld(partition, `${a}/${b}`, options),

  /** Nothing gets from the first host to the second. */
  oneWayCut: (from: string, to: string, options?: TimingOptions) =>
    ofWorld(oneWayCut, `${from}>${to}`, options),

  /** Everything between two hosts takes longer. */
  slowLink: (
    a: string,
    b: string,
    options?: TimingOptions & { latencyMs?: number; jitterMs?: number },
  ) => ofWorld(slowLink, `${a}/${b}`, options),

  /** Little goes through between two hosts in a second. */
  thinLink: (a: string, b: string, options?: TimingOptions & { bytesPerSecond?: number }) =>
    ofWorld(thinLink, `${a}/${b}`, options),

  /** The connections that stand between two hosts end with ECONNRESET. */
  resetConnections: (a: string, b: string, options?: TimingOptions) =>
    ofWorld(resetConnections, `${a}/${b}`, options),

  /** New connections between two hosts are refused. */
  refusedConnections: (a: string, b: string, options?: TimingOptions) =>
    ofWorld(refusedConnections, `${a}/${b}`, options),

  /** A host's process is killed (SIGKILL); what looks after it starts it again. */
  kill: (host: string, options?: TimingOptions) => ofWorld(kill, host, options),

  /** A host's process stands still (SIGSTOP). */
  freeze: (host: string, options?: TimingOptions) => ofWorld(freeze, host, options),

  /** A host's wall clock is set, for good. */
  clockJump: (host: string, options?: TimingOptions & { byMs?: number }) =>
    ofWorld(clockJump, host, options),

  /** A host's clocks and timers run too fast or too slow. */
  clockDrift: (host: string, options?: TimingOptions & { ppm?: number }) =>
    ofWorld(clockDrift, host, options),

  /** A host's wall clock is wrong. */
  clockSkew: (host: string, options?: TimingOptions & { byMs?: number }) =>
    ofWorld(clockSkew, host, options),

  /** A host cannot write to its disk. */
  diskFull: (host: string, options?: TimingOptions) => ofWorld(diskFull, host, options),

  /** A host can neither read nor write its disk. */
  diskFailure: (host: string, options?: TimingOptions) => ofWorld(diskFailure, host, options),

  /** A host loses power, and what it had not synced. */
  powerLoss: (host: string, options?: TimingOptions) => ofWorld(powerLoss, host, options),

  ...pageFault,
}

function ofWorld(kind: WorldFaultKind, target: string, options: object = {}): WorldFault {
  return worldFault(kind, target, givenOptions(options))
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
