import { readFileSync, realpathSync } from 'node:fs'
import { type LoadHookSync, registerHooks } from 'node:module'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

/** `manifest.json` of an overlay, as `writeOverlay` writes it. */
interface Manifest {
  modules: Record<string, { file: string; faults: string[] }>
}

/**
 * Loads that follow each other this closely see one state of the overlay, so that a starting
 * process never gets half of a change; a module imported later gets what is on the disk then.
 */
const sameBurstMs = 100

/**
 * Answers loads of modules below `root` from the overlay. Node keeps the format and strips the
 * types as ever; without an entry for a module it gets the original.
 */
export function serveOverlay(
  root: string,
  folder: string,
  onLoaded: (fault: string) => void,
  onProblem: (text: string) => void,
): void {
  const base = `${pathToFileURL(realpathSync(root)).href}/`
  const now = performance.now.bind(performance)
  let manifest: Manifest = { modules: {} }
  let lastLoad = Number.NEGATIVE_INFINITY
  const load: LoadHookSync = (url, context, nextLoad) => {
    const loaded = nextLoad(url, context)
    if (!url.startsWith(base)) return loaded
    if (now() - lastLoad > sameBurstMs) manifest = readManifest(folder, onProblem)
    lastLoad = now()
    const name = decodeURIComponent(url.slice(base.length).replace(/[?#].*$/, ''))
    const module = Object.hasOwn(manifest.modules, name) ? manifest.modules[name] : undefined
    if (!module) return loaded
    for (const fault of module.faults) onLoaded(fault)
    return { ...loaded, source: readFileSync(join(folder, module.file), 'utf8') }
  }
  registerHooks({ load })
}

function readManifest(folder: string, onProblem: (text: string) => void): Manifest {
  const file = join(folder, 'manifest.json')
  try {
    const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (isManifest(manifest)) return manifest
    onProblem(`The overlay's ${file} is not a manifest; the original modules run, without probes.`)
  } catch (error) {
    // The system must run on as it would without the harness; the harness is told.
    const why = error instanceof Error ? error.message : String(error)
    onProblem(`The overlay could not be read (${why}); the original modules run, without probes.`)
  }
  return { modules: {} }
}

function isManifest(value: unknown): value is Manifest {
  if (typeof value !== 'object' || value === null) return false
  const modules: unknown = Reflect.get(value, 'modules')
  if (typeof modules !== 'object' || modules === null) return false
  return Object.values(modules).every(
    (module: unknown) =>
      typeof module === 'object' &&
      module !== null &&
      typeof Reflect.get(module, 'file') === 'string' &&
      Array.isArray(Reflect.get(module, 'faults')),
  )
}
