import type { Fault, FaultDocs } from '../fault.ts'
import type { ModuleEdit } from './module-edit.ts'
import type { ModuleSource } from './module-source.ts'
import type { TextEdit } from './text-edit.ts'

/** A fault in the code of one module. */
export interface CodeFault extends Fault {
  layer: 'code'
  /** The module, relative to the root. */
  file: string
  /** The export or function in it. */
  symbol: string
}

/** All modules of the system, for faults that show beyond their own. */
export type Modules = ReadonlyMap<string, ModuleSource>

/** Another module of the system, by file. */
export type ReadModule = (file: string) => ModuleSource

/** How one kind of code fault is planted; one file each, all in `../faults.ts`. */
export interface CodeFaultKind {
  name: string
  layer: 'code'
  docs: FaultDocs
  /** Throws a FaultError if the module has no such place, and says which it has. */
  check(fault: CodeFault, module: ModuleSource, read: ReadModule): void
  /** Breaks the module that the fault names. */
  plant?(fault: CodeFault, edit: ModuleEdit): void
  /**
   * Breaks it by other text, before everything else: what is new is then code like any other, with
   * probes in its catch clauses. Lines stay where they are.
   */
  rewrite?(fault: CodeFault, module: ModuleSource): readonly TextEdit[]
  /**
   * Receipts in other modules, where the break shows: for each module, by file, what must be
   * edited there. Absent where the planted code tells of itself.
   */
  receipts?(fault: CodeFault, modules: Modules): ReadonlyMap<string, readonly Receipt[]>
}

/** Where a module reads something broken: a local name, or a member of a namespace. */
export interface Receipt {
  fault: string
  local: string
  member?: string
}
