/** Compiled code is kept from one start to the next: types stripped and parsed once, not each time. */
import module from 'node:module'
import { join } from 'node:path'
import { stateFolder } from './paths.mjs'

/**
 * From here on this process, and every Node process that inherits its environment, takes compiled
 * code from the cache and leaves there what is new. Node checks each entry against its source, so
 * an edited file is never run stale; where the folder cannot be written, it does without.
 */
export function keepCompiledCode() {
  process.env.NODE_COMPILE_CACHE ??= join(stateFolder, 'compile-cache')
  // Node 22 brought it; an older one only starts the newer (bin/glassbox.mjs).
  module.enableCompileCache?.()
}
