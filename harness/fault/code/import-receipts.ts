import { posix } from 'node:path'
import type { Node } from 'oxc-parser'
import type { CodeFault, Modules, Receipt } from './code-fault.ts'
import { boundNames, exportName, moduleExports, starSources } from './export-names.ts'
import type { ModuleEdit } from './module-edit.ts'
import type { ModuleSource } from './module-source.ts'
import { reachedReceipt } from './probe.ts'
import { isFunction, walk } from './walk.ts'

/**
 * Reading a broken import cannot be seen from the broken module, so whoever imports it tells:
 * each module that imports the name, also through re-exports, by file.
 */
export function importReceipts(
  fault: CodeFault,
  modules: Modules,
): ReadonlyMap<string, readonly Receipt[]> {
  const broken = brokenNames(fault, modules)
  const receipts = new Map<string, Receipt[]>()
  for (const module of modules.values()) {
    const found = module.program.body.flatMap((node): Receipt[] => {
      if (node.type !== 'ImportDeclaration' || node.importKind === 'type') return []
      const names = broken.get(resolve(module.file, node.source.value))
      if (!names) return []
      return node.specifiers.flatMap((s): Receipt[] => {
        const local = s.local.name
        if (s.type === 'ImportNamespaceSpecifier') {
          return [...names].map((member) => ({ fault: fault.id, local, member }))
        }
        if (s.type === 'ImportSpecifier' && s.importKind === 'type') return []
        const imported = s.type === 'ImportSpecifier' ? exportName(s.imported) : 'default'
        return names.has(imported) ? [{ fault: fault.id, local }] : []
      })
    })
    if (found.length > 0) receipts.set(module.file, found)
  }
  return receipts
}

/** Puts a receipt before every expression that reads the name. */
export function plantReceipt(receipt: Receipt, edit: ModuleEdit): void {
  const { module } = edit
  const tell = reachedReceipt(receipt.fault)
  if (isShadowed(module, receipt.local)) {
    // Which of several bindings a name means would need a scope analysis; that the module was
    // evaluated with the broken import is still true.
    const first = module.program.body.find((node) => node.type !== 'ImportDeclaration')
    if (first) edit.before(first.start, `${tell}; `)
    return
  }
  const done = new Set<number>()
  walk(module.program, (node, ancestors) => {
    if (node.type.startsWith('TS') && !isTransparent(node)) return 'skip'
    if (!reads(node, ancestors[0], receipt)) return undefined
    const around = wholeExpression(node, ancestors)
    if (!around || done.has(around.node.start)) return undefined
    done.add(around.node.start)
    // A statement gets no brackets: a line that begins with one would go on the line before it.
    if (around.as === 'statement') edit.before(around.node.start, `${tell}; `)
    else if (around.as === 'expression statement') edit.before(around.node.start, `${tell}, `)
    else {
      edit.before(around.node.start, `(${tell}, `)
      edit.after(around.node.end, ')')
    }
    return undefined
  })
}

/** For each file, the names under which it gives the broken export on. */
function brokenNames(fault: CodeFault, modules: Modules): Map<string, Set<string>> {
  const broken = new Map([[fault.file, new Set([fault.symbol])]])
  const add = (file: string, name: string) => {
    const names = broken.get(file) ?? new Set()
    if (names.has(name)) return false
    broken.set(file, names.add(name))
    return true
  }
  for (let grew = true; grew; ) {
    grew = false
    for (const module of modules.values()) {
      const names = (from: string) => broken.get(resolve(module.file, from)) ?? new Set<string>()
      const own = moduleExports(module)
      for (const e of own) {
        if (e.how !== 'specifier') continue
        const source = e.from === undefined ? importOf(module, e.imported) : e
        if (source?.from === undefined || !names(source.from).has(source.imported)) continue
        if (add(module.file, e.name)) grew = true
      }
      for (const name of starSources(module).flatMap((from) => [...names(from)])) {
        if (name === 'default' || own.some((e) => e.name === name)) continue
        if (add(module.file, name)) grew = true
      }
    }
  }
  return broken
}

/** Where a name of a module comes from, if it is imported. */
function importOf(
  { program }: ModuleSource,
  local: string,
): { from: string; imported: string } | undefined {
  for (const node of program.body) {
    if (node.type !== 'ImportDeclaration') continue
    const from = node.source.value
    for (const s of node.specifiers) {
      if (s.local.name !== local || s.type === 'ImportNamespaceSpecifier') continue
      return { from, imported: s.type === 'ImportSpecifier' ? exportName(s.imported) : 'default' }
    }
  }
  return undefined
}

export function resolve(file: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier
}

function reads(node: Node, parent: Node | undefined, { local, member }: Receipt): boolean {
  if (node.type !== 'Identifier' || node.name !== local || !parent) return false
  if (parent.type === 'MemberExpression' && parent.property === node && !parent.computed)
    return false
  if (parent.type.startsWith('Import') || parent.type.startsWith('Export')) {
    return parent.type === 'ExportDefaultDeclaration'
  }
  const isKey = 'key' in parent && parent.key === node && !('computed' in parent && parent.computed)
  if (isKey && !(parent.type === 'Property' && parent.shorthand)) return false
  if (isLabel(parent)) return false
  if (member === undefined) return true
  return (
    parent.type === 'MemberExpression' &&
    !parent.computed &&
    parent.property.type === 'Identifier' &&
    parent.property.name === member
  )
}

function isLabel(parent: Node): boolean {
  const { type } = parent
  return type === 'LabeledStatement' || type === 'BreakStatement' || type === 'ContinueStatement'
}

/**
 * The largest expression around a node that cannot be evaluated without it. The read itself stays
 * as it is written, so that V8's messages, which quote the source, stay what they would be.
 */
function wholeExpression(
  node: Node,
  ancestors: readonly Node[],
): { node: Node; as: 'expression' | 'expression statement' | 'statement' } | undefined {
  const [parent] = ancestors
  const shorthand = parent?.type === 'Property' && parent.shorthand
  let whole = shorthand ? parent : node
  const around = shorthand ? ancestors.slice(1) : ancestors
  const end = around.findIndex((outer) => {
    if (!evaluates(outer, whole)) return true
    whole = outer
    return false
  })
  const outer = around[end]
  if (outer?.type === 'ExpressionStatement') return { node: whole, as: 'expression statement' }
  if (outer?.type === 'VariableDeclarator' && outer.id.type !== 'Identifier') {
    // V8 names what could not be taken apart, if it stands alone behind the `=`.
    const statement = listed(around.slice(end + 1))
    if (statement) return { node: statement, as: 'statement' }
  }
  if (whole.type !== 'Property' && whole.type !== 'SpreadElement') {
    return { node: whole, as: 'expression' }
  }
  return shorthand ? undefined : { node, as: 'expression' }
}

/** The statement of a declaration, if it stands in a list of statements. */
function listed(ancestors: readonly Node[]): Node | undefined {
  const index = ancestors.findIndex((a) => a.type === 'Program' || a.type === 'BlockStatement')
  const [declaration, exported] = ancestors
  if (index === 1) return declaration
  return index === 2 && exported?.type === 'ExportNamedDeclaration' ? exported : undefined
}

/** Whether `parent` is an expression that always evaluates this child. */
function evaluates(parent: Node, child: Node): boolean {
  if (isFunction(parent)) return false
  switch (parent.type) {
    case 'LogicalExpression':
      return parent.left === child
    case 'ConditionalExpression':
      return parent.test === child
    case 'AssignmentExpression':
      return parent.left === child || !['||=', '&&=', '??='].includes(parent.operator)
    case 'ChainExpression':
      return true
    case 'MemberExpression':
      return parent.object === child || !parent.optional
    case 'CallExpression':
      return parent.callee === child || !parent.optional
    case 'Property':
    case 'SpreadElement':
      return true
    case 'TSAsExpression':
    case 'TSSatisfiesExpression':
    case 'TSNonNullExpression':
      return true
    case 'ArrayExpression':
    case 'ObjectExpression':
    case 'TemplateLiteral':
    case 'TaggedTemplateExpression':
    case 'NewExpression':
    case 'UpdateExpression':
    case 'UnaryExpression':
    case 'BinaryExpression':
    case 'SequenceExpression':
    case 'AwaitExpression':
    case 'YieldExpression':
    case 'ImportExpression':
    case 'ParenthesizedExpression':
      return true
    default:
      return false
  }
}

function isTransparent(node: Node): boolean {
  return (
    node.type === 'TSAsExpression' ||
    node.type === 'TSSatisfiesExpression' ||
    node.type === 'TSNonNullExpression'
  )
}

/** Whether the module binds the name anywhere besides the import. */
function isShadowed({ program }: ModuleSource, name: string): boolean {
  let found = false
  walk(program, (node) => {
    if (found) return 'skip'
    if (isFunction(node)) {
      const own = node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression'
      found = (own && node.id?.name === name) || node.params.flatMap(boundNames).includes(name)
    } else if (node.type === 'VariableDeclarator') found = boundNames(node.id).includes(name)
    else if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') {
      found = node.id?.name === name
    } else if (node.type === 'CatchClause' && node.param) {
      found = boundNames(node.param).includes(name)
    }
    return undefined
  })
  return found
}
