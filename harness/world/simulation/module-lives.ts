/**
 * Module instances of their own for every life of every simulated host, in one process. So a code
 * fault, or an old version of a module, can live in one worker alone, and a restarted host loads
 * anew. Libraries are shared (`kernel/library-state.ts` says what of them is not), and so are
 * modules that keep nothing (`stateless.ts`) among lives that see the same text of them and of all
 * that they import; never one with a planted fault. Modules are compiled once and instantiated for
 * each life, at once and with no true input; an ended life leaves nothing behind.
 */
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import type { Overlay } from '../../fault/code/overlay.ts'
import type { SystemTree } from '../../fault/code/system-tree.ts'
import { WorldError } from '../world.ts'
import { type CompiledModule, compileModule, type Exports } from './compiled-module.ts'

export interface LifeSources {
  overlay: Overlay
  /** A module with a planted fault was loaded. */
  onLoaded(fault: string): void
}

interface Instance {
  exports: Exports
  /** Other lives may have it too. */
  shared: boolean
}

export class ModuleLives {
  readonly #tree: SystemTree
  readonly #libraries = new Map<string, Instance>()
  readonly #targets = new WeakMap<CompiledModule, (string | undefined)[]>()
  readonly #shared = new WeakMap<CompiledModule, { from: Exports[]; exports: Exports }[]>()

  /** Libraries are looked for in node_modules, as ours are. */
  constructor(tree: SystemTree) {
    this.#tree = tree
  }

  /**
   * Loads whatever libraries these modules and all that they import need: true work, to be done
   * in no host and before virtual time runs.
   */
  async prepare(...files: string[]): Promise<void> {
    const seen = new Set<string>()
    const needed = new Set<string>()
    const visit = (file: string): void => {
      if (seen.has(file)) return
      seen.add(file)
      const module = this.#compiled(file)
      for (const [index, target] of this.#targetsOf(file, module).entries()) {
        if (target !== undefined) visit(target)
        else needed.add(module.requests[index]?.specifier ?? '')
      }
    }
    for (const file of files) visit(file)
    for (const name of needed) {
      if (this.#libraries.has(name)) continue
      const exports: Exports = await import(name)
      this.#libraries.set(name, { exports, shared: true })
    }
  }

  /**
   * Instances of a module of the system and of all that it imports, as this life sees them.
   *
   * @param file relative to the root
   */
  life(sources: LifeSources): (file: string) => Exports {
    const instances = new Map<string, Instance>()
    const underWay: string[] = []
    const instance = (file: string): Instance => {
      const known = instances.get(file)
      if (known !== undefined) return known
      if (underWay.includes(file)) {
        throw new WorldError(
          `Could not load ${file} into a simulated host: its imports go in a circle, ${[...underWay.slice(underWay.indexOf(file)), file].join(' → ')}.`,
        )
      }
      underWay.push(file)
      const edited = sources.overlay.modules.get(file)
      const faults = edited?.faults ?? []
      for (const fault of faults) sources.onLoaded(fault)
      const module = this.#compiled(file, edited?.text)
      const made = this.#instantiate(file, module, instance, faults.length === 0)
      instances.set(file, made)
      underWay.pop()
      return made
    }
    return (file) => instance(file).exports
  }

  #instantiate(
    file: string,
    module: CompiledModule,
    load: (file: string) => Instance,
    mayShare: boolean,
  ): Instance {
    const targets = this.#targetsOf(file, module)
    const given = (specifier: string, target: string | undefined): Instance =>
      target === undefined ? this.#library(file, specifier) : load(target)
    const needed = module.requests.map(({ specifier, names }, index) => {
      const found = given(specifier, targets[index])
      for (const name of names) {
        if (name in found.exports) continue
        throw new SyntaxError(
          `The requested module '${specifier}' does not provide an export named '${name}'`,
        )
      }
      return found
    })
    const from = needed.map(({ exports }) => exports)
    const all = this.#shared.get(module) ?? []
    const same = all.find((other) => other.from.every((exports, index) => exports === from[index]))
    if (mayShare && same !== undefined) return { exports: same.exports, shared: true }
    const exports: Exports = Object.create(null)
    for (const star of module.stars) {
      for (const [name, value] of Object.entries(from[star] ?? {})) {
        if (name !== 'default') exports[name] = value
      }
    }
    const stateless = module.run(
      from,
      (getters) => {
        for (const [name, get] of Object.entries(getters)) {
          Object.defineProperty(exports, name, { get, enumerable: true, configurable: true })
        }
      },
      async (specifier) => given(specifier, this.#target(file, specifier)).exports,
    )
    const shared = mayShare && stateless && needed.every((instance) => instance.shared)
    if (shared) this.#shared.set(module, [...all, { from, exports: Object.freeze(exports) }])
    return { exports, shared }
  }

  #compiled(file: string, edited?: string): CompiledModule {
    const text = edited ?? this.#tree.module(file).text
    return compileModule(join(this.#tree.root, file), text)
  }

  /** For each request the file relative to the root; undefined for a library. */
  #targetsOf(file: string, module: CompiledModule): (string | undefined)[] {
    const known = this.#targets.get(module)
    if (known !== undefined) return known
    const targets = module.requests.map(({ specifier }) => this.#target(file, specifier))
    this.#targets.set(module, targets)
    return targets
  }

  #target(file: string, specifier: string): string | undefined {
    if (!specifier.startsWith('.')) return undefined
    const { root } = this.#tree
    return relative(root, join(root, dirname(file), specifier)).replaceAll('\\', '/')
  }

  #library(file: string, specifier: string): Instance {
    const library = this.#libraries.get(specifier) ?? builtin(specifier)
    if (library === undefined) {
      throw new WorldError(
        `Could not load ${specifier} for ${file} into a simulated host: it was not there when the simulation began, and loading it now would take true time. Import it at the top of a module.`,
      )
    }
    this.#libraries.set(specifier, library)
    return library
  }
}

/** What the simulation puts into Node's modules stays the same (`kernel/installed-globals.ts`). */
function builtin(specifier: string): Instance | undefined {
  const name = specifier.startsWith('node:') ? specifier.slice(5) : specifier
  const module = builtinModules.includes(name) ? process.getBuiltinModule(name) : undefined
  return module && { exports: { ...module, default: module }, shared: true }
}

const livesOfTrees = new WeakMap<SystemTree, ModuleLives>()

/** Who keeps a tree from run to run keeps with it what was compiled and may be shared. */
export function moduleLives(tree: SystemTree): ModuleLives {
  const lives = livesOfTrees.get(tree) ?? new ModuleLives(tree)
  livesOfTrees.set(tree, lives)
  return lives
}
