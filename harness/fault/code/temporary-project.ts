import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** For tests: a project of a few files in a temporary folder, gone when it is disposed of. */
export function temporaryProject(
  files: Readonly<Record<string, string>>,
): Disposable & { root: string } {
  const root = mkdtempSync(join(tmpdir(), 'glassbox-project-'))
  const all = { 'package.json': '{"type":"module"}', ...files }
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return { root, [Symbol.dispose]: () => rmSync(root, { recursive: true }) }
}
