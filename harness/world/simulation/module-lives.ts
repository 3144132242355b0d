/**
 * Module instances of their own for every life of every simulated host, in one process. So a code
 * fault, or an old version of a module, can live in one worker alone, and a restarted host loads
 * anew. Libraries are shared (`kernel/library-state.ts` says what of them is not). Modules are
 * compiled once and instantiated for each life, at once and with no true input; an ended life
 * leaves nothing behind.
 */
import { readFileSync } from 'node:fs'
import { builtinModules } from 'node:module'
import { dirname, join, relative } from 'node:path'
import type { Overlay } from '../../fault/code/overlay.ts'
import { WorldError } from '../world.ts'
import { type CompiledModule, compileModule, type Exports } from './compiled-module.ts'

export interface LifeSources {
  overlay: Overlay
  /** A module with a planted fault was loaded. */
  onLoaded(fault: string): void
}

export class ModuleLives {
  readonly #root: string
  readonly #libraries = new Map<string, object>()
  readonly #texts = new Map<string, string>()

  /** @param root the project's folder; libraries are looked for in its node_modules, as ours are */
  constructor(root: string) {
    this.#root = root
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
      for (const { specifier } of this.#compiled(file).requests) {
        const target = this.#target(file, specifier)
        if (target === undefined) needed.add(specifier)
        else visit(target)
      }
    }
    for (const file of files) visit(file)
    for (const name of needed) {
      const library: unknown = await import(name)
      if (typeof library === 'object' && library !== null) this.#libraries.set(name, library)
    }
  }

  /**
   * New instances of a module of the system and of all that it imports, as this life sees them.
   *
   * @param file relative to the root
   */
  life(sources: LifeSources): (file: string) => Exports {
    const instances = new Map<string, Exports>()
    const underWay: string[] = []
    const instance = (file: string): Exports => {
      const known = instances.get(file)
      if (known !== undefined) return known
      if (underWay.includes(file)) {
        throw new WorldError(
          `Could not load ${file} into a simulated host: its imports go in a circle, ${[...underWay.slice(underWay.indexOf(file)), file].join(' → ')}.`,
        )
      }
      underWay.push(file)
      const edited = sources.overlay.modules.get(file)
      for (const fault of edited?.faults ?? []) sources.onLoaded(fault)
      const exports = this.#instantiate(file, this.#compiled(file, edited?.text), instance)
      instances.set(file, exports)
      underWay.pop()
      return exports
    }
    return instance
  }

  #instantiate(file: string, module: CompiledModule, load: (file: string) => Exports): Exports {
    const given = (specifier: string): object => {
      const target = this.#target(file, specifier)
      return target === undefined ? this.#library(file, specifier) : load(target)
    }
    const from = module.requests.map(({ specifier, names }) => {
      const found = given(specifier)
      for (const name of names) {
        if (name in found) continue
        throw new SyntaxError(
          `The requested module '${specifier}' does not provide an export named '${name}'`,
        )
      }
      return found
    })
    const exports: Exports = Object.create(null)
    for (const star of module.stars) {
      for (const [name, value] of Object.entries(from[star] ?? {})) {
        if (name !== 'default') exports[name] = value
      }
    }
    module.run(
      from,
      (getters) => {
        for (const [name, get] of Object.entries(getters)) {
          Object.defineProperty(exports, name, { get, enumerable: true, configurable: true })
        }
      },
      async (specifier) => given(specifier),
    )
    return exports
  }

  #compiled(file: string, edited?: string): CompiledModule {
    let text = edited ?? this.#texts.get(file)
    if (text === undefined) {
      text = readFileSync(join(this.#root, file), 'utf8')
      this.#texts.set(file, text)
    }
    return compileModule(join(this.#root, file), text)
  }

  /** The file relative to the root; undefined for a library. */
  #target(file: string, specifier: string): string | undefined {
    if (!specifier.startsWith('.')) return undefined
    const path = join(this.#root, dirname(file), specifier)
    return relative(this.#root, path).replaceAll('\\', '/')
  }

  #library(file: string, specifier: string): object {
    const library = this.#libraries.get(specifier)
    if (library !== undefined) return library
    const builtin = specifier.startsWith('node:') ? specifier.slice(5) : specifier
    const module = builtinModules.includes(builtin) ? process.getBuiltinModule(builtin) : undefined
    if (module !== undefined) return { ...module, default: module }
    throw new WorldError(
      `Could not load ${specifier} for ${file} into a simulated host: it was not there when the simulation began, and loading it now would take true time. Import it at the top of a module.`,
    )
  }
}
