import { checkCodeFault } from './code/check-code-fault.ts'
import { nearest } from './code/nearest.ts'
import { SystemTree } from './code/system-tree.ts'
import { FaultError } from './fault.ts'
import { type AnyFault, codeFault, faults, telemetryFault, worldFault } from './faults.ts'

/**
 * Reads `NAME:FILE#TARGET[?option=value&…][@HOST[,HOST…]]` for a code fault, checked against the
 * sources below `root`; `NAME[?option=value&…]` for a telemetry fault; `NAME:HOST`, `NAME:HOST/HOST`
 * or `NAME:HOST>HOST` with options for a fault of the world, whose hosts only a topology can check;
 * `NAME:ANSWERS[?option=value&…][@ACCOUNT[,ACCOUNT…]]` for a fault of pages.
 * Throws a FaultError, a sentence, for what does not exist.
 */
export function parseFault(text: string, { root }: { root: string }): AnyFault {
  const parts = /^([^:?@]+)(?::(.*?))?(?:\?(.*?))?(?:@([\w.,-]+))?$/s.exec(text)
  const name = parts?.[1] ?? text
  const names = faults.map((kind) => kind.name)
  const kind = faults.find((k) => k.name === name)
  if (!kind) {
    throw new FaultError(
      `There is no fault \`${name}\`${nearest(name, names)} The faults are: ${names.join(', ')}.`,
    )
  }
  const [, , target = '', query = '', hosts] = parts ?? []
  const options = Object.fromEntries(new URLSearchParams(query))
  const places = hosts?.split(',').filter(Boolean) ?? []
  if (kind.layer === 'telemetry') {
    if (target || hosts) {
      throw new FaultError(
        `Fault ${name} strikes the telemetry of every process and takes no target or host; write, for example, ${kind.docs.example}.`,
      )
    }
    return telemetryFault(kind, options)
  }
  if (kind.layer === 'page') return worldFault(kind, target, options, places)
  if (kind.layer !== 'code') {
    if (hosts === undefined) return worldFault(kind, target, options)
    throw new FaultError(
      `Fault ${name} names its host in its target and takes no @${hosts}; write, for example, ${kind.docs.example}.`,
    )
  }
  const fault = codeFault(name, target, options, places)
  checkCodeFault(fault, new SystemTree(root))
  return fault
}
