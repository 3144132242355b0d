import { FaultError } from '../fault.ts'
import { codeFaults } from '../faults.ts'
import type { CodeFault, CodeFaultKind } from './code-fault.ts'
import { nearest } from './nearest.ts'
import type { SystemTree } from './system-tree.ts'

export function kindOf(fault: CodeFault): CodeFaultKind {
  const kind = codeFaults.find((k) => k.name === fault.name)
  if (!kind) throw new FaultError(`There is no fault \`${fault.name}\`.`)
  return kind
}

/** Throws a FaultError if the fault's file or the place in it does not exist in the tree. */
export function checkCodeFault(fault: CodeFault, tree: SystemTree): void {
  const files = tree.files()
  if (!files.includes(fault.file)) {
    throw new FaultError(
      `Fault ${fault.name} names \`${fault.file}\`, which is not a module of the system${nearest(fault.file, files)} Modules are the .ts files below system/, ${files.length} here.`,
    )
  }
  const read = (file: string) => tree.module(file)
  kindOf(fault).check(fault, read(fault.file), read)
}
