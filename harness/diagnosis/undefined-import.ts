/**
 * From `Cannot read properties of undefined (reading 'X')` or `f is not a function` back to the
 * import that was undefined: finds, at the line that threw, the name whose property was read, and
 * if the module imports it, the place where it is exported.
 */
import { posix } from 'node:path'
import type { Site } from '../journal/entry.ts'
import type { Sources } from './source.ts'

export interface UndefinedImport {
  /** The name as the exporting module knows it. */
  exported: string
  file: string
  line: number
}

export function undefinedImport(
  message: string,
  thrownAt: Site,
  sources: Sources,
): UndefinedImport | undefined {
  const name = undefinedName(message, thrownAt, sources)
  if (name === undefined) return undefined
  const imports = sources.parse(thrownAt.file)?.module.staticImports ?? []
  for (const statement of imports) {
    const entry = statement.entries.find((e) => e.localName.value === name && !e.isType)
    const from = statement.moduleRequest.value
    if (!entry || !from.startsWith('.')) continue
    const file = posix.join(posix.dirname(thrownAt.file), from)
    const exported = entry.importName.name ?? 'default'
    return { exported, file, line: exportLine(sources, file, exported) }
  }
  return undefined
}

function undefinedName(
  message: string,
  { file, line }: Site,
  sources: Sources,
): string | undefined {
  const row = sources.text(file)?.split('\n')[line - 1] ?? ''
  const property =
    /^Cannot (?:read|set) properties of undefined \((?:reading|setting) '(.+)'\)$/.exec(message)
  if (property?.[1]) {
    const escaped = property[1].replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    return new RegExp(`([A-Za-z_$][\\w$]*)\\s*(?:\\.\\s*${escaped}\\b|\\[)`).exec(row)?.[1]
  }
  return /^(?:\(.*?, )?([A-Za-z_$][\w$]*)\)? is not a (?:function|constructor)$/.exec(message)?.[1]
}

function exportLine(sources: Sources, file: string, name: string): number {
  const exports = sources.parse(file)?.module.staticExports ?? []
  for (const statement of exports) {
    const entry = statement.entries.find((e) => (e.exportName.name ?? 'default') === name)
    if (entry) return sources.lineOf(file, entry.exportName.start ?? statement.start)
  }
  return 1
}
