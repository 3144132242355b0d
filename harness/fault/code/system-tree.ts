import { type ModuleSource, readModule } from './module-source.ts'
import { systemModules } from './system-modules.ts'

/**
 * The system's modules, each read once, when it is first asked for: everybody who holds the same
 * tree sees the same text, whatever becomes of the files meanwhile. One run has one tree; a search
 * through many seeds keeps it from run to run.
 */
export class SystemTree {
  readonly root: string
  readonly #modules = new Map<string, ModuleSource>()
  #files: readonly string[] | undefined

  constructor(root: string) {
    this.root = root
  }

  /** Relative to the root, sorted. */
  files(): readonly string[] {
    this.#files ??= systemModules(this.root)
    return this.#files
  }

  /** @throws FaultError if it cannot be read or parsed. */
  module(file: string): ModuleSource {
    const known = this.#modules.get(file)
    if (known !== undefined) return known
    const module = readModule(this.root, file)
    this.#modules.set(file, module)
    return module
  }
}
