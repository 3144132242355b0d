import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Overlay } from './overlay.ts'

/**
 * Writes an overlay into a folder for the agent: `manifest.json` and the edited modules. The
 * manifest comes last and whole, by renaming, and modules are named by their content and stay
 * there, so that a process that starts meanwhile gets the old overlay or the new one, complete.
 */
export function writeOverlay(overlay: Overlay, folder: string): void {
  mkdirSync(join(folder, 'modules'), { recursive: true })
  const modules: Record<string, { file: string; faults: string[] }> = {}
  for (const [file, { text, faults }] of overlay.modules) {
    const hash = createHash('sha256').update(text).digest('hex').slice(0, 32)
    const name = `modules/${hash}.ts`
    if (!existsSync(join(folder, name))) replaceFile(join(folder, name), text)
    modules[file] = { file: name, faults }
  }
  replaceFile(join(folder, 'manifest.json'), `${JSON.stringify({ modules }, null, 2)}\n`)
}

function replaceFile(path: string, text: string): void {
  const partial = `${path}.${process.pid}.partial`
  writeFileSync(partial, text)
  renameSync(partial, path)
}
