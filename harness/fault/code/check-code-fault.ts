import { FaultError } from '../fault.ts'
import { codeFaults } from '../faults.ts'
import type { CodeFault, CodeFaultKind } from './code-fault.ts'
import { readModule } from './module-source.ts'
import { nearest } from './nearest.ts'
import { systemModules } from './system-modules.ts'

export function kindOf(fault: CodeFault): CodeFaultKind {
  const kind = codeFaults.find((k) => k.name === fault.name)
  if (!kind) throw new FaultError(`There is no fault \`${fault.name}\`.`)
  return kind
}

/** Throws a FaultError if the fault's file or the place in it does not exist below `root`. */
export function checkCodeFault(fault: CodeFault, root: string): void {
  const files = systemModules(root)
  if (!files.includes(fault.file)) {
    throw new FaultError(
      `Fault ${fault.name} names \`${fault.file}\`, which is not a module of the system${nearest(fault.file, files)} Modules are the .ts files below system/, ${files.length} here.`,
    )
  }
  const read = (file: string) => readModule(root, file)
  kindOf(fault).check(fault, read(fault.file), read)
}
