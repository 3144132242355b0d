import type {
  BindingPattern,
  Declaration,
  ExportSpecifier,
  ModuleExportName,
  Node,
} from 'oxc-parser'
import type { ModuleSource } from './module-source.ts'

/** One way a module gives out one name. */
export type ModuleExport = { name: string; offset: number } & (
  | { how: 'declaration'; keyword: { start: number; end: number }; all: readonly string[] }
  | { how: 'default'; keyword: { start: number; end: number }; end: number; anonymous: boolean }
  | { how: 'specifier'; specifier: ExportSpecifier; from?: string; imported: string }
  | { how: 'namespace'; start: number; end: number; from: string }
)

/** The values that a module exports by name, in the order of the text; types are not among them. */
export function moduleExports({ program }: ModuleSource): ModuleExport[] {
  return program.body.flatMap((node): ModuleExport[] => {
    const offset = node.start
    switch (node.type) {
      case 'ExportNamedDeclaration': {
        if (node.exportKind === 'type') return []
        const { declaration, source } = node
        const from = source ? { from: source.value } : {}
        if (!declaration) {
          return node.specifiers
            .filter((s) => s.exportKind !== 'type')
            .map((specifier) => ({
              how: 'specifier' as const,
              name: exportName(specifier.exported),
              offset: specifier.start,
              specifier,
              imported: exportName(specifier.local),
              ...from,
            }))
        }
        const all = declaredNames(declaration)
        const keyword = { start: node.start, end: declaration.start }
        return all.map((name) => ({ how: 'declaration' as const, name, offset, keyword, all }))
      }
      case 'ExportDefaultDeclaration': {
        const { declaration, end } = node
        if (declaration.type === 'TSInterfaceDeclaration') return []
        const named =
          (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') &&
          declaration.id !== null
        const keyword = { start: node.start, end: declaration.start }
        return [{ how: 'default', name: 'default', offset, keyword, end, anonymous: !named }]
      }
      case 'ExportAllDeclaration': {
        if (!node.exported || node.exportKind === 'type') return []
        const name = exportName(node.exported)
        const { start, end } = { start: node.start, end: node.exported.end }
        return [{ how: 'namespace', name, offset, start, end, from: node.source.value }]
      }
      default:
        return []
    }
  })
}

/** Modules of which everything is given on: `export * from`. */
export function starSources({ program }: ModuleSource): string[] {
  return program.body.flatMap((node) =>
    node.type === 'ExportAllDeclaration' && !node.exported && node.exportKind !== 'type'
      ? [node.source.value]
      : [],
  )
}

export function exportName(name: ModuleExportName): string {
  return name.type === 'Literal' ? name.value : name.name
}

function declaredNames(declaration: Declaration): string[] {
  switch (declaration.type) {
    case 'VariableDeclaration':
      return declaration.declare ? [] : declaration.declarations.flatMap((d) => boundNames(d.id))
    case 'FunctionDeclaration':
    case 'ClassDeclaration':
      return declaration.id && !declaration.declare ? [declaration.id.name] : []
    default:
      return []
  }
}

/** The names that a pattern binds. */
export function boundNames(pattern: BindingPattern | Node): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((p) =>
        boundNames(p.type === 'RestElement' ? p.argument : p.value),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((e) => (e ? boundNames(e) : []))
    case 'RestElement':
      return boundNames(pattern.argument)
    case 'AssignmentPattern':
      return boundNames(pattern.left)
    case 'TSParameterProperty':
      return boundNames(pattern.parameter)
    default:
      return []
  }
}
