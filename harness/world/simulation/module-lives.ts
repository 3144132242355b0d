/**
 * Module instances of their own for every life of every simulated host, in one process: a life's
 * modules have `?life=ID` in their address, which goes on to whatever they import of the system.
 * So a code fault, or an old version of a module, can live in one worker alone, and a restarted
 * host loads anew. Libraries are shared. What the module loader holds of an ended life stays until
 * the process ends (about 60 small modules a life).
 */
import { registerHooks } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import type { Overlay } from '../../fault/code/overlay.ts'

export interface LifeSources {
  overlay: Overlay
  /** A module with a planted fault was loaded. */
  onLoaded(fault: string): void
}

const parameter = 'life'
/** Simulations of this process so far: the loader never forgets, so addresses must not recur. */
let simulations = 0

export class ModuleLives implements Disposable {
  readonly #root: string
  readonly #lives = new Map<string, LifeSources>()
  readonly #simulation = ++simulations
  readonly #hooks: ReturnType<typeof registerHooks>

  /** @param root the project's folder */
  constructor(root: string) {
    this.#root = `${pathToFileURL(root).href}/`
    this.#hooks = registerHooks({
      resolve: (specifier, context, next) => {
        const resolved = next(specifier, context)
        const life = lifeOf(context.parentURL)
        if (life === undefined || !this.#isSystem(resolved.url)) return resolved
        return { ...resolved, url: withLife(resolved.url, life) }
      },
      load: (url, context, next) => {
        const life = lifeOf(url)
        const source = life === undefined ? undefined : this.#source(url, life)
        if (source === undefined) return next(url, context)
        return { format: 'module-typescript', source, shortCircuit: true }
      },
    })
  }

  /** Loads a module of the system as this life sees it. @param file relative to the root */
  async load(id: string, file: string, sources: LifeSources): Promise<object> {
    const life = `${this.#simulation}.${id}`
    this.#lives.set(life, sources)
    const module: unknown = await import(withLife(new URL(file, this.#root).href, life))
    if (typeof module !== 'object' || module === null) throw new Error(`${file} is no module.`)
    return module
  }

  #isSystem(url: string): boolean {
    return url.startsWith(`${this.#root}system/`)
  }

  #source(url: string, life: string): string | undefined {
    const path = new URL(url)
    path.search = ''
    const file = fileURLToPath(path).slice(fileURLToPath(this.#root).length).replaceAll('\\', '/')
    const sources = this.#lives.get(life)
    const module = sources?.overlay.modules.get(file)
    for (const fault of module?.faults ?? []) sources?.onLoaded(fault)
    return module?.text
  }

  [Symbol.dispose](): void {
    this.#hooks.deregister()
  }
}

function lifeOf(url: string | undefined): string | undefined {
  if (url === undefined || !url.startsWith('file:')) return undefined
  return new URL(url).searchParams.get(parameter) ?? undefined
}

function withLife(url: string, life: string): string {
  const address = new URL(url)
  address.searchParams.set(parameter, life)
  return address.href
}
